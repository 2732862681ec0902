import type { ScheduleOptions } from '@supcon/core';
import type { Stage1Options } from '../recipe/recipe-schema.js';

/** A recipe's schedule, whose times are epochs, as the optimiser wants it. */
export function scheduleInSteps({ schedule, learningRate, epochs }: Stage1Options, stepsPerEpoch: number): ScheduleOptions {
  const totalSteps = epochs * stepsPerEpoch;
  switch (schedule.kind) {
    case 'warmup-cosine':
      return { kind: 'warmup-cosine', learningRate, warmupSteps: schedule.warmupEpochs * stepsPerEpoch, totalSteps };
    case 'constant':
      return { kind: 'constant', learningRate };
    case 'cosine':
      return { kind: 'cosine', learningRate, decaySteps: schedule.decaySteps ?? totalSteps, floor: schedule.floor };
    case 'exponential':
      return {
        kind: 'exponential',
        learningRate,
        decayRate: schedule.factor,
        decaySteps: schedule.everyEpochs * stepsPerEpoch,
        staircase: schedule.staircase,
      };
    case 'step':
      return {
        kind: 'step',
        learningRate,
        milestones: schedule.atEpochs.map((epoch) => Math.round(epoch * stepsPerEpoch)),
        factor: schedule.factor,
      };
    case 'one-cycle': {
      const { risingShare, initialDivisor, finalDivisor } = schedule;
      return { kind: 'one-cycle', learningRate, totalSteps, risingShare, initialDivisor, finalDivisor };
    }
  }
}
