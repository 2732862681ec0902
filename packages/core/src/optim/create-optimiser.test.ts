import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeError, values } from '../../test/gradient-check.js';
import { cosineRate, createProblem, descend, NAMES, STEPS, type ProblemName } from '../../test/optimiser-problem.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { createOptimiser, type OptimiserOptions } from './create-optimiser.js';

interface Fixture {
  readonly steps: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly rate: number;
    readonly constantRate?: boolean;
    readonly options: OptimiserOptions;
    readonly weights: readonly Record<ProblemName, readonly number[]>[];
  }[];
}

const fixture = JSON.parse(readFileSync(new URL('../../test/fixtures/optimisers.json', import.meta.url), 'utf8')) as Fixture;

const KINDS: readonly (OptimiserOptions & { readonly slots: readonly string[] })[] = [
  { kind: 'sgd', weightDecay: 0.01, slots: ['velocity'] },
  { kind: 'adam', weightDecay: 0.01, slots: ['firstMoment', 'secondMoment'] },
  { kind: 'adamw', slots: ['firstMoment', 'secondMoment'] },
  { kind: 'rmsprop', slots: ['squareAverage'] },
  {
    kind: 'rmsprop',
    momentum: 0.9,
    centered: true,
    epsilon: 0.01,
    weightDecay: 0.01,
    slots: ['squareAverage', 'gradientAverage', 'momentum'],
  },
  { kind: 'lars', weightDecay: 0.01, trustCoefficient: 0.1, slots: ['velocity'] },
  { kind: 'lars', variant: 'paper', weightDecay: 0.01, trustCoefficient: 0.1, slots: ['velocity'] },
];

describe.each([
  { engineName: 'native', create: createNativeEngine },
  { engineName: 'tfjs wasm', create: () => createTfjsEngine('wasm') },
])('on $engineName', ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => {
    engine.dispose();
  });

  it.each(fixture.cases)('follows $name for 200 steps: $options', async ({ options, rate, constantRate, weights }) => {
    const parameters = createProblem(engine);
    const optimiser = createOptimiser(options);
    const rateAt = (step: number): number => (constantRate === true ? rate : cosineRate(rate, step));
    let done = 0;
    for (const [at, step] of fixture.steps.entries()) {
      await descend(engine, parameters, optimiser, rateAt, [done, step]);
      done = step;
      for (const [index, name] of NAMES.entries())
        expect(relativeError(await values(engine, parameters[index]!.value), weights[at]![name]), `${name} at step ${step}`).toBeLessThan(
          1e-5,
        );
    }
    expect(done).toBe(STEPS);
  });

  it.each(KINDS)(
    'goes on bit for bit from copies of weights and slots, and keeps no handle but those: %o',
    async ({ slots, ...options }) => {
      const rateAt = (step: number): number => cosineRate(0.02, step);
      const unbroken = createProblem(engine);
      await descend(engine, unbroken, createOptimiser(options), rateAt, [0, 40]);

      const before = createProblem(engine);
      await descend(engine, before, createOptimiser(options), rateAt, [0, 17]);
      const after = createProblem(engine);
      for (const [at, parameter] of after.entries()) {
        const source = before[at]!;
        expect([...source.slots.keys()]).toEqual(slots);
        engine.free(parameter.value);
        parameter.value = engine.upload(await values(engine, source.value), parameter.shape);
        for (const [slot, value] of source.slots) parameter.slots.set(slot, engine.upload(await values(engine, value), parameter.shape));
      }
      const resting = engine.liveHandles();
      await descend(engine, after, createOptimiser(options), rateAt, [17, 40]);
      expect(engine.liveHandles()).toBe(resting);
      for (const [at, parameter] of after.entries()) {
        expect(await values(engine, parameter.value)).toEqual(await values(engine, unbroken[at]!.value));
        for (const [slot, value] of parameter.slots) {
          expect(value.shape).toEqual(parameter.shape);
          expect(await values(engine, value)).toEqual(await values(engine, unbroken[at]!.slots.get(slot)!));
        }
      }
    },
  );

  it.each(KINDS)('frees the gradient of a frozen parameter and otherwise leaves it alone: %o', async ({ slots, ...options }) => {
    const [frozen, moving] = createProblem(engine) as [ReturnType<typeof createProblem>[0], ReturnType<typeof createProblem>[0]];
    frozen.rate = 0;
    const start = await values(engine, frozen.value);
    const resting = engine.liveHandles();
    await descend(engine, [frozen, moving], createOptimiser(options), () => 0.1, [0, 2]);
    expect(await values(engine, frozen.value)).toEqual(start);
    expect(frozen.slots.size).toBe(0);
    expect([frozen.gradient, moving.gradient]).toEqual([undefined, undefined]);
    expect(engine.liveHandles()).toBe(resting + slots.length);
  });

  it.each(KINDS)(
    'takes a parameter with rate 0.25 and four times the learning rate where rate 1 goes: %o',
    async ({ slots, ...options }) => {
      const [whole, quarter] = [createProblem(engine), createProblem(engine)];
      for (const parameter of quarter) parameter.rate = 0.25;
      await descend(engine, whole, createOptimiser(options), () => 0.01, [0, 3]);
      await descend(engine, quarter, createOptimiser(options), () => 0.04, [0, 3]);
      for (const [at, parameter] of whole.entries()) {
        expect(relativeError(await values(engine, quarter[at]!.value), await values(engine, parameter.value))).toBeLessThan(1e-6);
        expect([...parameter.slots.keys()]).toEqual(slots);
      }
    },
  );

  it.each(KINDS)('leaves parameters without a gradient alone: %o', async ({ slots: _, ...options }) => {
    const parameters = createProblem(engine);
    const start = await values(engine, parameters[0]!.value);
    await createOptimiser(options).step(engine, parameters, { learningRate: 1, step: 0 });
    expect(await values(engine, parameters[0]!.value)).toEqual(start);
    expect(parameters[0]!.slots.size).toBe(0);
  });
});

it.each([
  { kind: 'sgd', momentum: 1 },
  { kind: 'adam', beta2: -0.1 },
  { kind: 'adamw', epsilon: 0 },
  { kind: 'rmsprop', rho: Number.NaN },
  { kind: 'lars', trustCoefficient: 0 },
  { kind: 'adagrad' },
])('refuses $kind with an option that cannot be: %o', (options) => {
  const { kind, ...rest } = options;
  const received = Object.values(rest)[0] ?? kind;
  expect(() => createOptimiser(options as OptimiserOptions)).toThrow(
    expect.objectContaining({ code: 'BAD_OPTIMISER', message: expect.stringContaining(String(received)) as string }) as Error,
  );
});
