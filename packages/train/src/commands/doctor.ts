import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { TrainError } from '../errors.js';

/** The one doctor of the project: it needs Node built-ins only, so that it also works where nothing else does yet. */
const DOCTOR = fileURLToPath(new URL('../../../../tools/setup/doctor.mjs', import.meta.url));

/** `supcon doctor`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what training and serving need of this machine, and what is missing')
    .description('Tries and measures what is used; exit code 1 when something has to be mended. The same as `npm run doctor`.')
    .option('--json', 'one JSON object on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon doctor --json')
    .action(async (flags: { readonly json?: boolean }) => {
      if (!existsSync(DOCTOR)) throw new TrainError('NOT_FOUND', `${DOCTOR} is not there; run supcon inside a checkout of the project`);
      const child = spawn(process.execPath, [DOCTOR, ...(flags.json === true ? ['--json'] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.on('data', (text: Buffer) => process.stdout.write(text));
      const [code] = (await once(child, 'close')) as [number | null];
      process.exitCode = code ?? 1;
    });
}
