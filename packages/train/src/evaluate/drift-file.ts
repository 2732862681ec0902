import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeDrift, driftRecordSchema, encodeDrift, type DriftReference } from '@supcon/core/artifact';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { TrainError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

const fileOf = (runFolder: string): string => join(runFolder, RUN_FILES.checkpoints, 'drift.safetensors');

/** Keeps what later pictures will be compared with beside the run's checkpoint. */
export async function writeDrift(runFolder: string, drift: DriftReference): Promise<void> {
  await mkdir(join(runFolder, RUN_FILES.checkpoints), { recursive: true });
  await writeFileAtomic(fileOf(runFolder), encodeSafetensors(encodeDrift(drift), { record: JSON.stringify(drift.record) }));
}

/** @param widths of the encoder and its classifier.  @returns undefined for runs that kept nothing of the kind.
 * @throws TrainError BAD_CHECKPOINT when the file is damaged, CoreError BAD_ARTIFACT when it does not fit the encoder. */
export async function readDrift(runFolder: string, widths: Parameters<typeof decodeDrift>[2]): Promise<DriftReference | undefined> {
  const path = fileOf(runFolder);
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
  const record = driftRecordSchema.safeParse(parse(metadata['record']));
  if (!record.success)
    throw new TrainError('BAD_CHECKPOINT', `${path} is damaged: its figures are missing; freeze with --recalibrate to make it anew`);
  return decodeDrift(tensors, record.data, widths);
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
