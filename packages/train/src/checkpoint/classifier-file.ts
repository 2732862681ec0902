import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinearClassifier } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES } from '@supcon/core/run/events';
import { TrainError } from '../errors.js';
import { STAGE_TWO_CLASSIFIER } from '../weights/tensor-names.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

const fileOf = (runFolder: string): string => join(runFolder, RUN_FILES.checkpoints, 'classifier.safetensors');

/** Keeps stage 2's classifier beside the encoder's checkpoint. @param embeddingSize D */
export async function writeClassifier(runFolder: string, { weight, bias }: LinearClassifier, embeddingSize: number): Promise<void> {
  const tensors = new Map([
    [STAGE_TWO_CLASSIFIER.weight, { shape: [embeddingSize, bias.length], data: weight }],
    [STAGE_TWO_CLASSIFIER.bias, { shape: [bias.length], data: bias }],
  ]);
  await mkdir(join(runFolder, RUN_FILES.checkpoints), { recursive: true });
  await writeFileAtomic(fileOf(runFolder), encodeSafetensors(tensors, {}));
}

/** @throws TrainError BAD_CHECKPOINT when it is missing or damaged. */
export async function readClassifier(runFolder: string): Promise<LinearClassifier> {
  const path = fileOf(runFolder);
  const file = await readFile(path).catch((cause: unknown) => {
    throw new TrainError('BAD_CHECKPOINT', `${path} is not there: the run has not finished stage 2`, { cause });
  });
  const { tensors } = decodeSafetensors(file, path);
  const weight = tensors.get(STAGE_TWO_CLASSIFIER.weight)?.data;
  const bias = tensors.get(STAGE_TWO_CLASSIFIER.bias)?.data;
  if (!weight || !bias) throw new TrainError('BAD_CHECKPOINT', `${path} holds no classifier`);
  return { weight, bias };
}
