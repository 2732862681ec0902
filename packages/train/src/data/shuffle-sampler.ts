import { createRng } from '@supcon/core';
import type { Sampler } from './sampler.js';

/** What batches are drawn from, in an order of each epoch's own. */
export interface ShuffleSamplerOptions {
  /** What is drawn from. */
  readonly indices: readonly number[];
  readonly batchSize: number;
  readonly seed: number;
}

/** All pictures in random order, cut into full batches. The fewer than `batchSize` left over at the end of an epoch's order wait for
 * another epoch's; no picture comes twice in an epoch. */
export function createShuffleSampler({ indices, batchSize, seed }: ShuffleSamplerOptions): Sampler {
  const stepsPerEpoch = Math.floor(indices.length / batchSize);
  return {
    stepsPerEpoch,
    batches: (epoch) => {
      const order = createRng(seed, 'order', epoch).shuffle(indices);
      return Array.from({ length: stepsPerEpoch }, (_, step) => order.slice(step * batchSize, (step + 1) * batchSize));
    },
  };
}
