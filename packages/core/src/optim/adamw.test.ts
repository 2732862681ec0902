import { expect, it } from 'vitest';
import { relativeError, values } from '../../test/gradient-check.js';
import { cosineRate, createProblem, descend, descendNaively, NAMES, STEPS } from '../../test/optimiser-problem.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createAdam } from './adam.js';
import { createAdamW } from './adamw.js';

it.each([{ weightDecay: 1 }, {}])('follows algorithm 2 for 200 steps: %o', async (options) => {
  const engine = await createNativeEngine();
  const parameters = createProblem(engine);
  const rateAt = (step: number): number => cosineRate(0.02, step);
  await descend(engine, parameters, createAdamW(options), rateAt, [0, STEPS]);
  const state = { kernel: { m: new Float64Array(12), v: new Float64Array(12) }, bias: { m: new Float64Array(4), v: new Float64Array(4) } };
  const expected = descendNaively(rateAt, (name, weights, gradient, rate, step) =>
    weights.map((w, i) => {
      const { m, v } = state[name];
      const g = gradient[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      const direction = m[i] / (1 - 0.9 ** (step + 1)) / (Math.sqrt(v[i] / (1 - 0.999 ** (step + 1))) + 1e-8);
      return w - rate * (direction + (name === 'kernel' ? (options.weightDecay ?? 0.01) * w : 0));
    }),
  );
  for (const [at, name] of NAMES.entries())
    expect(relativeError(await values(engine, parameters[at]!.value), expected[name])).toBeLessThan(1e-5);
  engine.dispose();
});

it('is Adam where nothing decays, and not where something does', async () => {
  const engine = await createNativeEngine();
  const [plain, decoupled, coupled] = [createProblem(engine), createProblem(engine), createProblem(engine)];
  await descend(engine, plain, createAdam(), () => 0.01, [0, 20]);
  await descend(engine, decoupled, createAdamW({ weightDecay: 0.5 }), () => 0.01, [0, 20]);
  await descend(engine, coupled, createAdam({ weightDecay: 0.5 }), () => 0.01, [0, 20]);
  const [kernels, biases] = await Promise.all(
    [0, 1].map((at) => Promise.all([plain, decoupled, coupled].map((parameters) => values(engine, parameters[at]!.value)))),
  );
  expect(biases![1]).toEqual(biases![0]);
  expect(biases![2]).toEqual(biases![0]);
  expect(relativeError(kernels![1]!, kernels![0]!)).toBeGreaterThan(0.01);
  expect(relativeError(kernels![1]!, kernels![2]!)).toBeGreaterThan(0.01);
  engine.dispose();
});
