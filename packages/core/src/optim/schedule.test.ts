import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../../test/gradient-check.js';
import { assertSchedule, learningRateAt, type ScheduleOptions } from './schedule.js';

interface Case {
  readonly name: string;
  readonly schedule: ScheduleOptions;
  readonly rates: readonly number[];
}
const cases = JSON.parse(readFileSync(new URL('../../test/fixtures/schedules.json', import.meta.url), 'utf8')) as readonly Case[];

it.each(cases)('follows $name for 200 steps', ({ name, schedule, rates }) => {
  const ours = rates.map((_, step) => learningRateAt(step, schedule));
  expect(rates).toHaveLength(200);
  // Keras computes its schedules in float32, PyTorch in float64.
  const keras = name.startsWith('keras');
  expect(relativeError(ours, rates)).toBeLessThan(keras ? 1e-6 : 1e-8);
  // Small rates too, each against itself.
  ours.forEach((rate, step) => {
    expect(Math.abs(rate - rates[step]!), `step ${step}`).toBeLessThan(
      1e-5 * rates[step]! + (keras ? 1e-7 * schedule.learningRate : 1e-12),
    );
  });
});

describe('behind the end', () => {
  it.each<[ScheduleOptions, number]>([
    [{ kind: 'constant', learningRate: 0.3 }, 0.3],
    [{ kind: 'step', learningRate: 1, milestones: [10, 20] }, 0.01],
    [{ kind: 'cosine', learningRate: 1e-3, decaySteps: 1000 }, 0],
    [{ kind: 'cosine', learningRate: 1, decaySteps: 1000, floor: 0.25 }, 0.25],
    [{ kind: 'warmup-cosine', learningRate: 1, warmupSteps: 10, totalSteps: 100, floor: 0.001 }, 0.001],
    [{ kind: 'one-cycle', learningRate: 1, totalSteps: 100 }, 1 / 25 / 1e4],
  ])('%o stays at %d', (schedule, rate) => {
    for (const step of [1000, 1001, 5000]) expect(learningRateAt(step, schedule)).toBeCloseTo(rate, 12);
  });
});

describe('warmup-cosine', () => {
  const schedule = { kind: 'warmup-cosine', learningRate: 0.4, warmupSteps: 4, totalSteps: 20 } as const;

  it('climbs linearly to the learning rate, then falls on half a cosine to 0', () => {
    const rates = [0, 1, 2, 3, 4, 12, 20].map((step) => learningRateAt(step, schedule));
    [0.1, 0.2, 0.3, 0.4, 0.4, 0.2, 0].forEach((wanted, at) => {
      expect(rates[at]).toBeCloseTo(wanted, 12);
    });
  });

  it('begins at the learning rate without a warm-up, and stays a number when everything is warm-up', () => {
    expect(learningRateAt(0, { ...schedule, warmupSteps: 0 })).toBe(0.4);
    expect(learningRateAt(20, { ...schedule, warmupSteps: 20 })).toBe(0.4);
  });
});

it('one-cycle turns at the first or the last step when only one way is asked for', () => {
  const oneWay = (risingShare: number): number[] =>
    [0, 1, 2, 3].map((step) => learningRateAt(step, { kind: 'one-cycle', learningRate: 1, totalSteps: 4, risingShare }));
  const [down, up] = [oneWay(0), oneWay(1)];
  expect(down).toEqual([...down].sort((a, b) => b - a));
  expect(up).toEqual([...up].sort((a, b) => a - b));
  expect(up[0]).toBeCloseTo(0.04, 12);
  expect(up[3]).toBe(1);
  expect(learningRateAt(0, { kind: 'one-cycle', learningRate: 1, totalSteps: 1 })).toBeLessThanOrEqual(1);
});

it.each([
  { kind: 'constant', learningRate: -1 },
  { kind: 'step', learningRate: 1, milestones: [3, 2.5] },
  { kind: 'step', learningRate: 1, milestones: [3], factor: 0 },
  { kind: 'exponential', learningRate: 1, decayRate: 0.9, decaySteps: 0 },
  { kind: 'cosine', learningRate: 1, decaySteps: 10, floor: 2 },
  { kind: 'warmup-cosine', learningRate: Number.NaN, warmupSteps: 0, totalSteps: 1 },
  { kind: 'one-cycle', learningRate: 1, totalSteps: 0 },
  { kind: 'cyclic', learningRate: 1 },
])('refuses %o', (schedule) => {
  const refusal = expect.objectContaining({ code: 'BAD_OPTIMISER' }) as Error;
  expect(() => {
    assertSchedule(schedule as ScheduleOptions);
  }).toThrow(refusal);
  expect(() => learningRateAt(0, schedule as ScheduleOptions)).toThrow(refusal);
});
