import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { z } from 'zod';
import { TrainError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';
import type { ClassFit } from './fit-classes.js';

const fileOf = (runFolder: string): string => join(runFolder, RUN_FILES.checkpoints, 'classes.safetensors');

const recordSchema = z.strictObject({
  ridge: z.number().positive(),
  balance: z.number().min(0).max(1),
  temperature: z.number().positive(),
  validation: z.strictObject({ images: z.int().min(1), softmax: z.number(), ridge: z.number() }),
});

/** Keeps what classes will be added and taken out with beside the run's checkpoint. */
export async function writeClasses(runFolder: string, { learnt, record }: ClassFit): Promise<void> {
  const rows = learnt.labels.length;
  const tensors = new Map([
    ['features', { shape: [rows, learnt.embeddings.length / rows], data: learnt.embeddings }],
    ['labels', { shape: [rows], data: Float32Array.from(learnt.labels) }],
  ]);
  await mkdir(join(runFolder, RUN_FILES.checkpoints), { recursive: true });
  await writeFileAtomic(fileOf(runFolder), encodeSafetensors(tensors, { record: JSON.stringify(record) }));
}

/** @returns undefined for runs that kept nothing of the kind.  @throws TrainError BAD_CHECKPOINT when the file is damaged. */
export async function readClasses(runFolder: string): Promise<ClassFit | undefined> {
  const path = fileOf(runFolder);
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
  const features = tensors.get('features')?.data;
  const labels = tensors.get('labels')?.data;
  const record = recordSchema.safeParse(parse(metadata['record']));
  if (!features || !labels || !record.success)
    throw new TrainError(
      'BAD_CHECKPOINT',
      `${path} is damaged: features, labels or what was chosen for them is missing; freeze with --recalibrate to make it anew`,
    );
  return { learnt: { embeddings: features, labels: Int32Array.from(labels) }, record: record.data };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
