import { Command } from 'commander';
import { runSetupProgram } from './setup-program.js';

/** `supcon doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what training and serving need of this machine, and what is missing')
    .description(
      'Tries and measures what is used; exit code 1 when something has to be mended. The same as `npm run doctor` in a checkout.',
    )
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon doctor --json')
    .action(async (flags: { readonly json?: boolean }) => {
      process.exitCode = await runSetupProgram('doctor', flags.json === true ? ['--json'] : []);
    });
}
