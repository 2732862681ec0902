import { expect, it } from 'vitest';
import { relativeError, values } from '../../test/gradient-check.js';
import { cosineRate, createProblem, descend, descendNaively, NAMES, STEPS } from '../../test/optimiser-problem.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import { createAdam } from './adam.js';

it.each([
  { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, convention: 'pytorch' as const },
  { beta1: 0.5, beta2: 0.9, epsilon: 0.3, weightDecay: 0, convention: 'pytorch' as const },
  { beta1: 0.9, beta2: 0.999, epsilon: 0.3, weightDecay: 0.1, convention: 'keras' as const },
  { beta1: 0, beta2: 0.99, epsilon: 1e-7, weightDecay: 0, convention: 'keras' as const },
])('follows algorithm 1 for 200 steps: %o', async (options) => {
  const { beta1, beta2, epsilon, weightDecay, convention } = options;
  const engine = await createNativeEngine();
  const parameters = createProblem(engine);
  const rateAt = (step: number): number => cosineRate(0.02, step);
  await descend(engine, parameters, createAdam(options), rateAt, [0, STEPS]);
  const state = { kernel: { m: new Float64Array(12), v: new Float64Array(12) }, bias: { m: new Float64Array(4), v: new Float64Array(4) } };
  const expected = descendNaively(rateAt, (name, weights, gradient, rate, step) =>
    weights.map((w, i) => {
      const { m, v } = state[name];
      const g = gradient[i]! + (name === 'kernel' ? weightDecay * w : 0);
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      const mHat = m[i] / (1 - beta1 ** (step + 1));
      const correction = Math.sqrt(1 - beta2 ** (step + 1));
      const root = convention === 'pytorch' ? Math.sqrt(v[i]) / correction + epsilon : (Math.sqrt(v[i]) + epsilon) / correction;
      return w - (rate * mHat) / root;
    }),
  );
  for (const [at, name] of NAMES.entries()) {
    expect(relativeError(await values(engine, parameters[at]!.value), expected[name])).toBeLessThan(1e-5);
    // 1 - 0.999 in float32 is off by 1.3e-5; the correction takes that out of the step again.
    expect(relativeError(await values(engine, parameters[at]!.slots.get('secondMoment')!), state[name].v)).toBeLessThan(2e-5);
  }
  engine.dispose();
});

it('moves a parameter that joins late by the learning rate, as in a first step', async () => {
  const engine = await createNativeEngine();
  const parameter = createParameter(engine, 'w', Float32Array.of(1, 1), [2], true);
  parameter.gradient = engine.upload(Float32Array.of(0.02, -5), [2]);
  await createAdam().step(engine, [parameter], { learningRate: 0.1, step: 5000 });
  const moved = await values(engine, parameter.value);
  expect(moved[0]).toBeCloseTo(0.9, 5);
  expect(moved[1]).toBeCloseTo(1.1, 5);
  engine.dispose();
});
