import { expect, it } from 'vitest';
import { learningRateAt } from '@supcon/core';
import { stage1Schema } from '../recipe/stage1-schema.js';
import { scheduleInSteps } from './schedule-in-steps.js';

const ratesOf = (schedule: object, steps: readonly number[]): number[] => {
  const stage1 = stage1Schema.parse({ loss: 'supcon', epochs: 10, batchSize: 8, learningRate: 0.4, schedule });
  return steps.map((step) => learningRateAt(step, scheduleInSteps(stage1, 5)));
};

it('turns epochs into steps for every kind of schedule', () => {
  expect(ratesOf({ kind: 'constant' }, [0, 49])).toEqual([0.4, 0.4]);
  const warmed = ratesOf({ kind: 'warmup-cosine', warmupEpochs: 2 }, [0, 9, 10, 30]);
  expect(warmed.map((rate) => Number(rate.toFixed(6)))).toEqual([0.04, 0.4, 0.4, 0.2]);
  expect(ratesOf({ kind: 'cosine' }, [25])[0]).toBeCloseTo(0.2, 12);
  expect(ratesOf({ kind: 'cosine', decaySteps: 10 }, [5, 40])).toEqual([expect.closeTo(0.2, 12), 0]);
  expect(ratesOf({ kind: 'exponential', factor: 0.5, everyEpochs: 2, staircase: true }, [9, 10, 20])).toEqual([0.4, 0.2, 0.1]);
  expect(ratesOf({ kind: 'step', atEpochs: [4, 8], factor: 0.1 }, [19, 20, 40]).map((rate) => Number(rate.toFixed(6)))).toEqual([
    0.4, 0.04, 0.004,
  ]);
  const cycle = ratesOf({ kind: 'one-cycle', risingShare: 0.5 }, [0, 24, 49]);
  expect(cycle[0]).toBeCloseTo(0.4 / 25, 12);
  expect(cycle[1]).toBeCloseTo(0.4, 12);
  expect(cycle[2]).toBeCloseTo(0.4 / 25 / 1e4, 12);
});
