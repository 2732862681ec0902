import { stat, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ServerError } from '../../domain/errors.js';

const PACKAGE = '@supcon/train';
const COMMAND = 'supcon';

/** The JavaScript file of the program that trains.
 * @param given its path; undefined for the one of the package that is installed beside this one, if it is. @throws ServerError TRAINING_UNAVAILABLE. */
export async function findTrainProgram(given: string | undefined): Promise<string> {
  if (given !== undefined) {
    const file = path.resolve(given);
    if (await isFile(file)) return file;
    throw new ServerError(
      'TRAINING_UNAVAILABLE',
      'SUPCON_TRAIN_COMMAND names a file that is not there; mend the setting and start the server again',
    );
  }
  // Looked for as a file: this package does not depend on that one, and runs without it.
  for (const folder of createRequire(import.meta.url).resolve.paths(PACKAGE) ?? []) {
    const root = path.join(folder, PACKAGE);
    const program = await programOf(root);
    if (program !== undefined && (await isFile(program))) return program;
  }
  throw new ServerError(
    'TRAINING_UNAVAILABLE',
    `${PACKAGE} is not installed beside the server: install it (in a checkout: npm run setup, npm run build), or name its ${COMMAND}.mjs in SUPCON_TRAIN_COMMAND`,
  );
}

async function programOf(root: string): Promise<string | undefined> {
  try {
    const { bin } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { bin?: Readonly<Record<string, string>> };
    return bin?.[COMMAND] === undefined ? undefined : path.join(root, bin[COMMAND]);
  } catch {
    return undefined;
  }
}

async function isFile(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true;
}
