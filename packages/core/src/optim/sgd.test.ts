import { expect, it } from 'vitest';
import { normals, relativeError, values } from '../../test/gradient-check.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import { createSgd } from './sgd.js';

it.each([
  { momentum: 0.9, nesterov: true, weightDecay: 5e-4, decay: true },
  { momentum: 0.9, nesterov: false, weightDecay: 0.01, decay: true },
  { momentum: 0, nesterov: false, weightDecay: 0.01, decay: false },
])('follows the reference formula for 200 steps: %o', async ({ momentum, nesterov, weightDecay, decay }) => {
  const engine = await createNativeEngine();
  const start = normals(1, 12);
  const parameter = createParameter(engine, 'w', start, [3, 4], decay);
  const sgd = createSgd({ momentum, nesterov, weightDecay });
  const expected = { w: Float64Array.from(start), v: new Float64Array(12) };
  const resting = engine.liveHandles() + (momentum > 0 ? 1 : 0);
  for (let step = 0; step < 200; step++) {
    const gradient = normals(100 + step, 12);
    const rate = 0.1 * Math.cos((Math.PI / 2) * (step / 200));
    parameter.gradient = engine.upload(gradient, [3, 4]);
    await sgd.step(engine, [parameter], { learningRate: rate, step });
    expected.w.forEach((w, i) => {
      const g = (gradient[i] as number) + (decay ? weightDecay * w : 0);
      const v = momentum * (expected.v[i] as number) + g;
      expected.v[i] = v;
      expected.w[i] = w - rate * (nesterov ? g + momentum * v : v);
    });
    expect(engine.liveHandles()).toBe(resting);
  }
  expect(relativeError(await values(engine, parameter.value), expected.w)).toBeLessThan(1e-5);
  engine.dispose();
});

it('leaves parameters without a gradient alone', async () => {
  const engine = await createNativeEngine();
  const parameter = createParameter(engine, 'w', Float32Array.of(1, 2), [2], true);
  await createSgd({ weightDecay: 1 }).step(engine, [parameter], { learningRate: 1, step: 0 });
  expect(await values(engine, parameter.value)).toEqual(Float32Array.of(1, 2));
  engine.dispose();
});

it('scales the learning rate by the parameter and leaves a frozen one alone, freeing its gradient', async () => {
  const engine = await createNativeEngine();
  const [slow, frozen] = ['slow', 'frozen'].map((name) => createParameter(engine, name, Float32Array.of(1), [1], true));
  slow!.rate = 0.25;
  frozen!.rate = 0;
  for (const parameter of [slow!, frozen!]) parameter.gradient = engine.upload(Float32Array.of(2), [1]);
  await createSgd({ momentum: 0, nesterov: false, weightDecay: 0.5 }).step(engine, [slow!, frozen!], { learningRate: 0.1, step: 0 });
  expect((await values(engine, slow!.value))[0]).toBeCloseTo(1 - 0.25 * 0.1 * 2.5, 6);
  expect(await values(engine, frozen!.value)).toEqual(Float32Array.of(1));
  expect(frozen!.gradient).toBeUndefined();
  // Two values, and without momentum no velocity.
  expect(engine.liveHandles()).toBe(2);
  engine.dispose();
});
