import type { ScheduleOptions } from '@supcon/core';
import { createBalancedSampler } from '../data/balanced-sampler.js';
import type { Sampler } from '../data/sampler.js';
import { createShuffleSampler } from '../data/shuffle-sampler.js';
import type { DataSet } from '../data/data-set.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { scheduleInSteps } from './schedule-in-steps.js';

/** Stage 1 laid out in steps. */
export interface Plan {
  readonly sampler: Sampler;
  readonly schedule: ScheduleOptions;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Side of the training crops in an epoch (from 0), in pixels. */
  readonly sizeAt: (epoch: number) => number;
  /** An epoch (from 0) of the largest crops: the most memory and time a step can take. */
  readonly largestEpoch: number;
  /** How long the first `steps` steps take, in steps of the largest crops: a step's work grows with the pixels of a crop. */
  readonly workOf: (steps: number) => number;
}

/** Lays a training out in batches and steps: sampler, schedule, crop size of each epoch. */
export function createPlan(recipe: Recipe, data: DataSet, seed: number): Plan {
  const { stage1 } = recipe;
  const { train } = data.split;
  const classes = Int32Array.from(train, (index) => data.classes[index]!);
  const batchSize = Math.min(stage1.batchSize, train.length);
  const sampler =
    stage1.sampler.kind === 'balanced'
      ? createBalancedSampler({ indices: train, classes, batchSize, perClass: stage1.sampler.perClass, seed })
      : createShuffleSampler({ indices: train, batchSize, seed });
  const { stepsPerEpoch } = sampler;
  const sizeAt = (epoch: number): number =>
    stage1.sizes.findLast(({ from }) => epoch >= Math.floor(from * stage1.epochs))?.size ?? recipe.trainSize;
  const sizes = Array.from({ length: stage1.epochs }, (_, epoch) => sizeAt(epoch));
  const largest = Math.max(...sizes);
  return {
    sampler,
    schedule: scheduleInSteps(stage1, stepsPerEpoch),
    stepsPerEpoch,
    totalSteps: stage1.epochs * stepsPerEpoch,
    sizeAt,
    largestEpoch: sizes.indexOf(largest),
    workOf: (steps) =>
      sizes.reduce((sum, size, epoch) => {
        const inEpoch = Math.min(stepsPerEpoch, Math.max(0, steps - epoch * stepsPerEpoch));
        return sum + inEpoch * (size / largest) ** 2;
      }, 0),
  };
}
