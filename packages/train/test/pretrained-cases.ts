import { readFileSync } from 'node:fs';
import type { Encoder, Engine, WeightMap } from '@supcon/core';
import { normaliseImage } from '@supcon/core/image';
import { hashedValues } from './hashed-values.js';

interface Sampled {
  readonly size: number;
  readonly values: readonly number[];
}

/** A model of another library: names and shapes of its weights, and what it answers for one picture. */
export interface PretrainedCase {
  readonly model: string;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
  /** Of the picture as `normaliseImage` leaves it. */
  readonly embedding: Sampled;
  /** Of the picture as Keras prepares it. */
  readonly caffeEmbedding?: Sampled;
}

const SIZE = 64;

export function pretrainedCases(): PretrainedCase[] {
  return JSON.parse(readFileSync(new URL('fixtures/pretrained.json', import.meta.url), 'utf8')) as PretrainedCase[];
}

/** Tensors of the model's names and shapes, all zero. */
export function zeroTensors({ tensors }: PretrainedCase): WeightMap {
  return new Map(
    Object.entries(tensors).map(([name, shape]) => [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]),
  );
}

/** The model's weights, drawn from their names. */
export function pretrainedTensors({ model, tensors }: PretrainedCase): WeightMap {
  const keras = model.startsWith('keras/');
  return new Map(
    Object.entries(tensors).map(([name, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const part = name.split(/[./]/).at(-1)!;
      const fanIn = size / ((keras ? shape.at(-1) : shape[0]) ?? 1);
      const [low, high] = rangeOf(part, shape.length, fanIn);
      return [name, { shape, data: hashedValues(name, size, low, high) }];
    }),
  );
}

function rangeOf(part: string, rank: number, fanIn: number): [number, number] {
  if (part.endsWith('mean') || part === 'bias' || part === 'beta') return [-0.2, 0.2];
  if (part.endsWith('var') || part.endsWith('variance')) return [0.5, 1.5];
  return rank > 1 ? [-Math.sqrt(6 / fanIn), Math.sqrt(6 / fanIn)] : [0.3, 0.9];
}

/** Largest difference between what the weights answer in our encoder and what the library answered, in components of unit embeddings. */
export async function differenceFrom(expected: Sampled, engine: Engine, encoder: Encoder, weights: WeightMap): Promise<number> {
  encoder.load(weights);
  const pixels = Uint8Array.from(hashedValues('pixels', SIZE * SIZE * 3, 0, 256), Math.floor);
  const images = engine.upload(normaliseImage(pixels), [1, SIZE, SIZE, 3]);
  const output = encoder.embed(images);
  const embedding = [...((await engine.download(output)) as Float32Array)];
  engine.free(images, output);
  if (embedding.length !== expected.size) throw new Error(`${embedding.length} values, expected ${expected.size}`);
  const length = Math.hypot(...embedding);
  const positions = hashedValues('positions', expected.values.length, 0, 1);
  return Math.max(
    ...expected.values.map((value, i) => Math.abs(value - embedding[Math.floor(positions[i]! * embedding.length)]! / length)),
  );
}
