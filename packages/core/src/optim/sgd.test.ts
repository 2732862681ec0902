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
  const resting = engine.liveHandles() + 1;
  for (let step = 0; step < 200; step++) {
    const gradient = normals(100 + step, 12);
    const rate = 0.1 * Math.cos((Math.PI / 2) * (step / 200));
    parameter.gradient = engine.upload(gradient, [3, 4]);
    sgd.step(engine, [parameter], rate);
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
  createSgd({ weightDecay: 1 }).step(engine, [parameter], 1);
  expect(await values(engine, parameter.value)).toEqual(Float32Array.of(1, 2));
  engine.dispose();
});
