import { createRng } from '@supcon/core';

// The samplers are made in one place: `loop/plan.ts` chooses by the recipe.
export { createBalancedSampler, type BalancedSamplerOptions } from './balanced-sampler.js';

/** Which pictures go into which batch. Everything follows from seed and epoch, so that a resumed run needs no state of it. */
export interface Sampler {
  readonly stepsPerEpoch: number;
  /** `stepsPerEpoch` batches of indices, for epochs from 0. */
  batches(epoch: number): readonly (readonly number[])[];
}

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
