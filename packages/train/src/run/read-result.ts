import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUN_FILES, runResultSchema, type RunResult } from '@supcon/core/run/events';
import { TrainError } from '../errors.js';

/** @throws TrainError BAD_RUN when the run is not finished or its result cannot be read. */
export async function readResult(runFolder: string, id: string): Promise<RunResult> {
  const path = join(runFolder, RUN_FILES.result);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TrainError('BAD_RUN', `run ${id} is not finished: ${path} is not there. Finish it: supcon train --resume ${id}`, { cause });
  });
  try {
    return runResultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TrainError('BAD_RUN', `${path} is not a result this version reads`, { cause });
  }
}
