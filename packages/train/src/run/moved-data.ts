import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { TrainError } from '../errors.js';
import type { Run } from './run-folder.js';

/** Writes into a run's `config.json` where its pictures lie now; all else in the file stays as it is. That they are the same pictures is for
 * the caller to know, by their fingerprint. */
export async function rememberData({ folder, config }: Run): Promise<void> {
  const path = join(folder, RUN_FILES.config);
  const kept = JSON.parse(await readFile(path, 'utf8')) as { data: object };
  await writeFileAtomic(path, `${JSON.stringify({ ...kept, data: { ...kept.data, root: config.data.root } }, null, 2)}\n`);
}

/** Adds to an error about pictures that are not there how to say where they are; any other error is returned as it is.
 * @param command that takes `--data`. */
export function explainGone(error: unknown, { config }: Run, command: string): unknown {
  if (!(error instanceof TrainError) || error.code !== 'NOT_FOUND') return error;
  return new TrainError(
    'NOT_FOUND',
    `the pictures of run ${config.id} are not in ${config.data.root} any more. If they were moved, say where to: ${command} --data DIR`,
    { cause: error },
  );
}
