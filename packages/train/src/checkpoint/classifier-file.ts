import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinearClassifier } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/artifact';
import { TrainError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

const fileOf = (runFolder: string): string => join(runFolder, 'checkpoints', 'classifier.safetensors');

/** Keeps stage 2's classifier beside the encoder's checkpoint. @param embeddingSize D */
export async function writeClassifier(runFolder: string, { weight, bias }: LinearClassifier, embeddingSize: number): Promise<void> {
  const tensors = new Map([
    ['classifier.weight', { shape: [embeddingSize, bias.length], data: weight }],
    ['classifier.bias', { shape: [bias.length], data: bias }],
  ]);
  await mkdir(join(runFolder, 'checkpoints'), { recursive: true });
  await writeFileAtomic(fileOf(runFolder), encodeSafetensors(tensors, {}));
}

/** @throws TrainError BAD_CHECKPOINT when it is missing or damaged. */
export async function readClassifier(runFolder: string): Promise<LinearClassifier> {
  const path = fileOf(runFolder);
  const file = await readFile(path).catch((cause: unknown) => {
    throw new TrainError('BAD_CHECKPOINT', `${path} is not there: the run has not finished stage 2`, { cause });
  });
  const { tensors } = decodeSafetensors(file, path);
  const weight = tensors.get('classifier.weight')?.data;
  const bias = tensors.get('classifier.bias')?.data;
  if (!weight || !bias) throw new TrainError('BAD_CHECKPOINT', `${path} holds no classifier`);
  return { weight, bias };
}
