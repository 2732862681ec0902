import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeReference, encodeReference, type UnknownReference, type UnknownThresholds } from '@supcon/core/artifact';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

const fileOf = (runFolder: string): string => join(runFolder, RUN_FILES.checkpoints, 'reference.safetensors');

/** Keeps what unknown pictures are told by beside the run's checkpoint; the thresholds go into result.json. @param embeddingSize D */
export async function writeReference(runFolder: string, reference: UnknownReference, embeddingSize: number): Promise<void> {
  await mkdir(join(runFolder, RUN_FILES.checkpoints), { recursive: true });
  await writeFileAtomic(fileOf(runFolder), encodeSafetensors(encodeReference(reference, embeddingSize), {}));
}

/** @returns undefined for runs that kept none.
 * @throws TrainError BAD_CHECKPOINT when the file is damaged, CoreError BAD_ARTIFACT when it does not fit the encoder. */
export async function readReference(
  runFolder: string,
  embeddingSize: number,
  thresholds: Pick<UnknownThresholds, 'k' | 'shrinkage'>,
): Promise<UnknownReference | undefined> {
  const path = fileOf(runFolder);
  if (!existsSync(path)) return undefined;
  return decodeReference(decodeSafetensors(await readFile(path), path).tensors, embeddingSize, thresholds);
}
