import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeError, setParameter, values } from '../../test/gradient-check.js';
import { hashedValues } from '../../test/hashed-values.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import type { RunningStatistic } from '../units/running-statistic.js';
import { createWeightAverage, type AverageWarmUp } from './weight-average.js';

interface Fixture {
  readonly decay: number;
  readonly steps: readonly number[];
  readonly averages: Readonly<Record<AverageWarmUp, readonly (readonly number[])[]>>;
}
const fixture = JSON.parse(readFileSync(new URL('../../test/fixtures/weight-average.json', import.meta.url), 'utf8')) as Fixture;
const { decay } = fixture;

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

/** The weights of fixtures/weight-average.py. */
const weightsAt = (step: number): Float32Array => hashedValues(`weights ${step}`, 5, -1, 1).map((value) => value + step / 50);

function createModel() {
  const parameter = createParameter(engine, 'w', weightsAt(0), [5], true);
  const statistic: RunningStatistic = { name: 'mean', shape: [5], value: engine.upload(weightsAt(0), [5]) };
  /** As if a step had moved parameter and statistic. */
  const set = (step: number): void => {
    setParameter(engine, parameter, weightsAt(step));
    engine.free(statistic.value);
    statistic.value = engine.upload(weightsAt(step), [5]);
  };
  return { parameter, statistic, set };
}

it.each(['none', 'ramp', 'debias'] as const)('averages as PyTorch and TensorFlow do, warm-up %s', async (warmUp) => {
  const { parameter, statistic, set } = createModel();
  const average = createWeightAverage(engine, [parameter], { decay, warmUp, statistics: [statistic] });
  let resting = 0;
  for (let step = 0; step < 200; step++) {
    set(step);
    average.update(step);
    if (step === 0) resting = engine.liveHandles();
    const at = fixture.steps.indexOf(step + 1);
    if (at < 0) continue;
    const expected = fixture.averages[warmUp][at]!;
    expect(relativeError(await values(engine, parameter.slots.get('average')!), expected), `step ${step + 1}`).toBeLessThan(1e-5);
    expect(relativeError((await average.statisticAverages()).get('mean')!.data, expected)).toBeLessThan(1e-5);
  }
  expect(engine.liveHandles()).toBe(resting);
});

describe('during', () => {
  it('puts averages in the place of weights and statistics, and the same handles back', async () => {
    const { parameter, statistic, set } = createModel();
    const average = createWeightAverage(engine, [parameter], { decay, statistics: [statistic] });
    for (const step of [0, 1, 2]) {
      set(step);
      average.update(step);
    }
    const averaged = await values(engine, parameter.slots.get('average')!);
    const [value, slot, statisticValue] = [parameter.value, parameter.slots.get('average'), statistic.value];
    const answer = await average.during(async () => {
      expect(await values(engine, parameter.value)).toEqual(averaged);
      expect(await values(engine, statistic.value)).toEqual(averaged);
      return 42;
    });
    expect(answer).toBe(42);
    expect([parameter.value, parameter.slots.get('average'), statistic.value]).toEqual([value, slot, statisticValue]);
    expect(parameter.value).toBe(value);
    expect(await values(engine, parameter.value)).toEqual(weightsAt(2));
  });

  it('puts the weights back when the work fails, and refuses updates and itself meanwhile', async () => {
    const { parameter } = createModel();
    const average = createWeightAverage(engine, [parameter]);
    average.update(0);
    const { value } = parameter;
    const refusal = expect.objectContaining({ code: 'UNSUPPORTED' }) as Error;
    await expect(
      average.during(async () => {
        expect(() => {
          average.update(1);
        }).toThrow(refusal);
        await expect(average.during(() => Promise.resolve())).rejects.toThrow(refusal);
        throw new Error('work');
      }),
    ).rejects.toThrow('work');
    expect(parameter.value).toBe(value);
    average.update(1);
  });

  it('evaluates the weights themselves before the first update', async () => {
    const { parameter } = createModel();
    const before = parameter.value;
    await createWeightAverage(engine, [parameter]).during(() => {
      expect(parameter.value).toBe(before);
      return Promise.resolve();
    });
  });
});

it('goes on bit for bit from slots and exported statistics', async () => {
  const unbroken = createModel();
  const straight = createWeightAverage(engine, [unbroken.parameter], { statistics: [unbroken.statistic] });
  const first = createModel();
  const before = createWeightAverage(engine, [first.parameter], { statistics: [first.statistic] });
  for (let step = 0; step < 20; step++) {
    unbroken.set(step);
    straight.update(step);
    if (step >= 9) continue;
    first.set(step);
    before.update(step);
  }
  const second = createModel();
  second.set(8);
  second.parameter.slots.set('average', engine.upload(await values(engine, first.parameter.slots.get('average')!), [5]));
  const after = createWeightAverage(engine, [second.parameter], { statistics: [second.statistic] });
  after.loadStatisticAverages(await before.statisticAverages());
  for (let step = 9; step < 20; step++) {
    second.set(step);
    after.update(step);
  }
  expect(await values(engine, second.parameter.slots.get('average')!)).toEqual(
    await values(engine, unbroken.parameter.slots.get('average')!),
  );
  expect((await after.statisticAverages()).get('mean')).toEqual((await straight.statisticAverages()).get('mean'));
});

it('keeps no average of frozen parameters and frees what it holds', () => {
  const { parameter, statistic } = createModel();
  parameter.rate = 0;
  const resting = engine.liveHandles();
  const average = createWeightAverage(engine, [parameter], { statistics: [statistic] });
  average.update(0);
  expect(parameter.slots.size).toBe(0);
  average.dispose();
  expect(engine.liveHandles()).toBe(resting);
});

it('refuses averages of other statistics and a decay of 1', () => {
  const { parameter, statistic } = createModel();
  const average = createWeightAverage(engine, [parameter], { statistics: [statistic] });
  expect(() => {
    average.loadStatisticAverages(new Map());
  }).toThrow(expect.objectContaining({ code: 'BAD_WEIGHTS' }) as Error);
  expect(() => createWeightAverage(engine, [], { decay: 1 })).toThrow(expect.objectContaining({ code: 'BAD_OPTIMISER' }) as Error);
});
