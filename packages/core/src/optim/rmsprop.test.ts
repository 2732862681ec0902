import { expect, it } from 'vitest';
import { relativeError, values } from '../../test/gradient-check.js';
import { cosineRate, createProblem, descend, descendNaively, NAMES, STEPS } from '../../test/optimiser-problem.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import { createRmsprop } from './rmsprop.js';

it.each([
  { convention: 'keras' as const, rho: 0.9, epsilon: 0.2, momentum: 0.8, centered: false, weightDecay: 0.1 },
  { convention: 'keras' as const, rho: 0.8, epsilon: 0.05, momentum: 0, centered: true, weightDecay: 0 },
  { convention: 'pytorch' as const, rho: 0.99, epsilon: 0.2, momentum: 0.8, centered: true, weightDecay: 0.1 },
  { convention: 'pytorch' as const, rho: 0.9, epsilon: 1e-8, momentum: 0, centered: false, weightDecay: 0 },
])('follows the formula of its convention for 200 steps: %o', async (options) => {
  const { convention, rho, epsilon, momentum, centered, weightDecay } = options;
  const engine = await createNativeEngine();
  const parameters = createProblem(engine);
  const rateAt = (step: number): number => cosineRate(0.01, step);
  await descend(engine, parameters, createRmsprop(options), rateAt, [0, STEPS]);
  const fresh = (size: number) => ({ s: new Float64Array(size), a: new Float64Array(size), u: new Float64Array(size) });
  const state = { kernel: fresh(12), bias: fresh(4) };
  const expected = descendNaively(rateAt, (name, weights, gradient, rate) =>
    weights.map((w, i) => {
      const { s, a, u } = state[name];
      const g = gradient[i]! + (name === 'kernel' ? weightDecay * w : 0);
      s[i] = rho * s[i]! + (1 - rho) * g * g;
      a[i] = rho * a[i]! + (1 - rho) * g;
      const spread = centered ? s[i] - a[i] * a[i] : s[i];
      if (convention === 'keras') {
        u[i] = momentum * u[i]! + (rate * g) / Math.sqrt(spread + epsilon);
        return w - u[i];
      }
      u[i] = momentum * u[i]! + g / (Math.sqrt(spread) + epsilon);
      return w - rate * u[i];
    }),
  );
  for (const [at, name] of NAMES.entries())
    expect(relativeError(await values(engine, parameters[at]!.value), expected[name])).toBeLessThan(1e-5);
  engine.dispose();
});

it('stays a number when gradients do not change and rounding makes their deviation negative', async () => {
  const engine = await createNativeEngine();
  const parameter = createParameter(
    engine,
    'w',
    Float32Array.from({ length: 64 }, () => 1),
    [64],
    true,
  );
  const rmsprop = createRmsprop({ centered: true, rho: 0.5, convention: 'pytorch', epsilon: 1 });
  for (let step = 0; step < 60; step++) {
    parameter.gradient = engine.upload(
      Float32Array.from({ length: 64 }, (_, i) => 0.1 + i / 7),
      [64],
    );
    await rmsprop.step(engine, [parameter], { learningRate: 1e-3, step });
  }
  expect((await values(engine, parameter.value)).every(Number.isFinite)).toBe(true);
  engine.dispose();
});
