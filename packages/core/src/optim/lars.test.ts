import { expect, it } from 'vitest';
import { relativeError, values } from '../../test/gradient-check.js';
import { cosineRate, createProblem, descend, descendNaively, NAMES, STEPS } from '../../test/optimiser-problem.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import { createLars } from './lars.js';

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

it.each([
  { variant: 'simclr' as const, nesterov: false, weightDecay: 0.2 },
  { variant: 'simclr' as const, nesterov: true, weightDecay: 0 },
  { variant: 'paper' as const, nesterov: false, weightDecay: 0.2 },
  { variant: 'paper' as const, nesterov: true, weightDecay: 0.2 },
])('follows the formula of its variant for 200 steps: %o', async (options) => {
  const { variant, nesterov, weightDecay } = options;
  const [momentum, trustCoefficient] = [0.8, 0.1];
  const engine = await createNativeEngine();
  const parameters = createProblem(engine);
  const rateAt = (step: number): number => cosineRate(0.5, step);
  await descend(engine, parameters, createLars({ ...options, momentum, trustCoefficient }), rateAt, [0, STEPS]);
  const velocities = { kernel: new Float64Array(12), bias: new Float64Array(4) };
  const expected = descendNaively(rateAt, (name, w, g, rate) => {
    const kernel = name === 'kernel';
    const decayed = g.map((value, i) => value + (kernel ? weightDecay * w[i]! : 0));
    const against = variant === 'paper' ? norm(g) + weightDecay * norm(w) : norm(decayed);
    const scaled = decayed.map((value) => rate * (kernel ? (trustCoefficient * norm(w)) / against : 1) * value);
    const v = velocities[name].map((value, i) => momentum * value + scaled[i]!);
    velocities[name] = v;
    return w.map((value, i) => value - (nesterov ? momentum * v[i]! + scaled[i]! : v[i]!));
  });
  for (const [at, name] of NAMES.entries())
    expect(relativeError(await values(engine, parameters[at]!.value), expected[name])).toBeLessThan(1e-5);
  engine.dispose();
});

it.each(['simclr', 'paper'] as const)('takes the plain rate where weights or gradients are all 0 (%s)', async (variant) => {
  const engine = await createNativeEngine();
  const blank = createParameter(engine, 'blank', new Float32Array(2), [2], true);
  const still = createParameter(engine, 'still', Float32Array.of(3, 4), [2], true);
  blank.gradient = engine.upload(Float32Array.of(1, -1), [2]);
  still.gradient = engine.upload(new Float32Array(2), [2]);
  await createLars({ variant }).step(engine, [blank, still], { learningRate: 0.5, step: 0 });
  expect(await values(engine, blank.value)).toEqual(Float32Array.of(-0.5, 0.5));
  expect(await values(engine, still.value)).toEqual(Float32Array.of(3, 4));
  engine.dispose();
});
