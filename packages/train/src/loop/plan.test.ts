import { describe, expect, it } from 'vitest';
import type { DataSet } from '../data/data-set.js';
import { recipeSchema } from '../recipe/recipe-schema.js';
import { createPlan } from './plan.js';

const DATA = {
  split: { train: Array.from({ length: 40 }, (_, at) => at) },
  classes: Int32Array.from({ length: 40 }, (_, at) => at % 2),
} as unknown as DataSet;

/** 10 steps an epoch. */
const planOf = (sizes: readonly { from: number; size: number }[]) =>
  createPlan(
    recipeSchema.parse({
      description: 'For this test.',
      encoder: { depth: 18, stem: 'small', width: 8 },
      imageSize: 64,
      cacheSize: 96,
      stage1: { loss: 'supcon', learningRate: 0.1, epochs: 4, batchSize: 4, sizes },
    }),
    DATA,
    0,
  );

describe('createPlan', () => {
  it('counts a step as one where all crops are alike', () => {
    const { workOf, largestEpoch, totalSteps } = planOf([]);
    expect([workOf(0), workOf(7), workOf(totalSteps), largestEpoch]).toEqual([0, 7, 40, 0]);
  });

  it('counts the steps of smaller crops by their pixels, in steps of the largest', () => {
    const { workOf, largestEpoch, sizeAt } = planOf([
      { from: 0, size: 48 },
      { from: 0.5, size: 96 },
    ]);
    expect([0, 1, 2, 3].map(sizeAt)).toEqual([48, 48, 96, 96]);
    expect(largestEpoch).toBe(2);
    expect([5, 20, 25, 40].map(workOf)).toEqual([1.25, 5, 10, 25]);
  });
});
