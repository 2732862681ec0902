import { Command } from 'commander';
import { checkMachine } from '../run/check-machine.js';
import { homeFolder } from '../run/home.js';

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what training needs of this machine, and what is missing')
    .description(
      'Tries and measures what training uses; exit code 1 when something has to be mended. `npm run doctor` checks the server side too.',
    )
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon doctor --json')
    .action(async (flags: { readonly json?: boolean }) => {
      const checks = await checkMachine(homeFolder());
      const ok = checks.every((check) => check.ok);
      if (flags.json === true) process.stdout.write(`${JSON.stringify({ ok, checks })}\n`);
      else
        for (const { name, ok: fine, value, fix } of checks)
          process.stdout.write(`${fine ? 'ok  ' : 'FAIL'}  ${name.padEnd(12)} ${value}${fix === '' ? '' : `\n      to mend it: ${fix}`}\n`);
      process.exitCode = ok ? 0 : 1;
    });
}
