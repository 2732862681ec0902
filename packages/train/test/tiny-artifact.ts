import { planEncoder, type EncoderOptions, type WeightMap } from '@supcon/core';
import { PREPROCESSING } from '@supcon/core/image';
import { writeArtifact, type ArtifactContent } from '@supcon/core/artifact';
import { encoderTensors } from '../src/weights/encoder-tensors.js';
import { hashedValues } from './hashed-values.js';

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  gamma: [0.3, 0.9],
  beta: [-0.2, 0.2],
  mean: [-0.2, 0.2],
  variance: [0.5, 1.5],
};

/** Weights of every layer, drawn from their names: statistics and affine parameters far from 0 and 1. */
export function hashedEncoderWeights(options: EncoderOptions): WeightMap {
  return new Map(
    [...encoderTensors(planEncoder(options))].map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const bound = Math.sqrt((6 * (shape[3] ?? 1)) / size);
      const [low, high] = RANGES[name.split('.').at(-1)!] ?? [-bound, bound];
      return [name, { shape, data: hashedValues(name, size, low, high) }];
    }),
  );
}

/** Freezes a small encoder with a classifier of two classes. @param folder must not exist yet. */
export async function writeTinyArtifact(
  folder: string,
  encoder: EncoderOptions = { depth: 18, stem: 'small', width: 4 },
): Promise<{ folder: string; content: ArtifactContent }> {
  const plan = planEncoder(encoder);
  const content: ArtifactContent = {
    name: 'tiny',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    imageSize: 32,
    preprocessing: { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std] },
    labels: ['cat', 'dog'],
    loss: 'supcon',
    recipe: 'quick',
    data: { name: 'pets', fingerprint: 'abc', images: 10 },
    metrics: {},
    plan,
    weights: hashedEncoderWeights(encoder),
    classifier: { weight: hashedValues('classifier', plan.embeddingSize * 2, -0.3, 0.3), bias: Float32Array.of(0.5, -0.5) },
  };
  await writeArtifact(folder, content);
  return { folder, content };
}
