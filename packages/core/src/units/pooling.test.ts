import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, takeGradient, values } from '../../test/gradient-check.js';
import { planPooling, type PoolingOptions } from '../plans/pooling-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { createPooling } from './pooling.js';

const engines = new Map<string, Engine>();
beforeAll(async () => {
  engines.set('native', await createNativeEngine());
  engines.set('wasm', await createTfjsEngine('wasm'));
});
afterAll(() => {
  for (const engine of engines.values()) engine.dispose();
});

const shape = [3, 4, 5, 6];
const features = normals(1, 360).map((value) => Math.max(value, 0));
const weights = normals(2, 18);

describe.each(['native', 'wasm'])('createPooling on %s', (name) => {
  const pooled = async (options: PoolingOptions, x: Float32Array): Promise<number> => {
    const engine = engines.get(name)!;
    const pooling = createPooling(engine, planPooling(options));
    const input = engine.upload(x, shape);
    const output = pooling.forward(input);
    const loss = dot(await values(engine, output), weights);
    engine.free(input, output);
    pooling.dispose();
    return loss;
  };

  it.each([{ kind: 'average' }, { kind: 'gem' }, { kind: 'gem', p: 2.2, learnable: true }] as const)(
    'agrees with finite differences: %o',
    async (options) => {
      const engine = engines.get(name)!;
      const before = engine.liveHandles();
      const pooling = createPooling(engine, planPooling(options));
      const input = engine.upload(features, shape);
      engine.free(pooling.forward(input));
      const gradient = engine.upload(weights, [3, 6]);
      const dInput = pooling.backward(gradient, input);
      expect(dInput.shape).toEqual(shape);
      const dx = await values(engine, dInput);
      const along = probeDirection(3, dx);
      const numeric = await directionalDerivative(features, along, 1e-2, (x) => pooled(options, x));
      expect(dot(dx, along) / numeric).toBeCloseTo(1, 2);
      if (options.kind === 'gem' && 'p' in options) {
        const [p] = pooling.parameters;
        expect(p!.name).toBe('pool.p');
        const [dP] = await takeGradient(engine, p!);
        const h = 1e-2;
        const slope =
          (await pooled({ ...options, p: options.p + h }, features)) - (await pooled({ ...options, p: options.p - h }, features));
        expect(dP! / (slope / (2 * h))).toBeCloseTo(1, 2);
      } else expect(pooling.parameters).toEqual([]);
      engine.free(input, gradient, dInput);
      pooling.dispose();
      expect(engine.liveHandles()).toBe(before);
    },
  );
});

it('answers float32 embeddings and bfloat16 gradients for bfloat16 features', async () => {
  const engine = engines.get('native')!;
  const pooling = createPooling(engine, planPooling({ kind: 'gem' }));
  const wide = engine.upload(features, shape);
  const input = engine.cast(wide, 'bfloat16');
  const [narrow, exact] = [pooling.forward(input), pooling.forward(wide)];
  expect(narrow.dtype).toBe('float32');
  const [a, b] = [await values(engine, narrow), await values(engine, exact)];
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i]!)).toBeLessThan(0.01 * Math.max(...b));
  });
  expect(pooling.backward(engine.upload(weights, [3, 6]), input).dtype).toBe('bfloat16');
});

it('refuses what does not exist', () => {
  expect(() => planPooling({ kind: 'gem', p: 0 })).toThrow(/pooling.p must be a number above 0, got 0/);
  expect(() => planPooling({ kind: 'max' } as never)).toThrow(expect.objectContaining({ code: 'BAD_ENCODER' }));
});
