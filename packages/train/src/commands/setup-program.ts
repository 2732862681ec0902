import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TrainError } from '../errors.js';

/** Runs a program of the set-up, which needs Node built-ins only, so that it also works where nothing else does yet.
 * @returns its exit code. */
export async function runSetupProgram(name: 'setup' | 'doctor', args: readonly string[]): Promise<number> {
  // In the package as it is published, or in the checkout.
  const files = ['../../setup', '../../../../tools/setup'].map((folder) =>
    fileURLToPath(new URL(`${folder}/${name}.mjs`, import.meta.url)),
  );
  const file = files.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new TrainError('NOT_FOUND', `${files[0]!} is not there; install @supcon/train again`);
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (text: Buffer) => process.stdout.write(text));
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}
