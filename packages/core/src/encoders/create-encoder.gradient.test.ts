import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, setParameter, values } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import type { Parameter } from '../units/parameter.js';
import { createEncoder } from './create-encoder.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import { planResNet } from '../plans/resnet-plan.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const variants: readonly EncoderOptions[] = [
  { depth: 18, stem: 'small', width: 4 },
  { depth: 18, stem: 'imagenet', width: 4 },
  { depth: 34, stem: 'small', stemStride: 2, width: 2 },
  { depth: 50, stem: 'imagenet', width: 4 },
  { kind: 'wide-resnet', depth: 16, widthFactor: 1, pooling: { kind: 'gem', p: 3, learnable: true } },
  { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 32, pooling: { kind: 'gem' } },
  { kind: 'efficientnet-lite' },
];
/** One near the pictures, one in the middle, one at the end. */
const PROBED = {
  resnet: ['stem.conv', 'stage2.block0.conv1.conv', 'stage4.block1.conv2.gamma'],
  'wide-resnet': ['stem.conv', 'stage2.block0.shortcut.conv', 'tail.gamma'],
  'efficientnet-lite': ['stem.conv', 'stage3.block0.depthwise.conv', 'tail.gamma'],
  mobilenet: ['stem.conv', 'stage3.block0.depthwise.conv', 'tail.gamma'],
};

describe.each(variants)('createEncoder %o', (options) => {
  const plan = planEncoder(options);
  const side = plan.pool ? 64 : 32;
  const shape = [8, side, side, 3];
  const pixels = normals(1, 8 * side * side * 3);
  const weights = normals(2, 8 * plan.embeddingSize);

  const step = async (name?: string, value?: Float32Array) => {
    const encoder = createEncoder(engine, plan, { seed: 3 });
    const parameter = encoder.parameters.find((p) => p.name === name);
    if (parameter && value) setParameter(engine, parameter, value);
    const images = engine.upload(pixels, shape);
    const embedding = encoder.forward(images);
    const y = await values(engine, embedding);
    const dy = engine.upload(weights, embedding.shape);
    encoder.backward(dy);
    const gradients = new Map<string, Float32Array>();
    for (const p of encoder.parameters) gradients.set(p.name, await values(engine, p.gradient as NonNullable<Parameter['gradient']>));
    const original = parameter ? await values(engine, parameter.value) : new Float32Array(0);
    engine.free(images, embedding, dy);
    encoder.dispose();
    return { loss: dot(y, weights), gradients, original, embeddingShape: embedding.shape };
  };

  it('agrees with finite differences at the stem, in the middle and at the end', async () => {
    for (const name of PROBED[plan.kind]) {
      const { gradients, original } = await step(name);
      const gradient = gradients.get(name) as Float32Array;
      // The loss is far steeper at the stem than at the end: a step that moves it by about 0.3 stays clear of both kinks and rounding.
      const h = Math.min(0.3 / Math.sqrt(dot(gradient, gradient)), 0.05 * Math.sqrt(dot(original, original)));
      let analytic = 0;
      let numeric = 0;
      for (const seed of [4, 5]) {
        const along = probeDirection(seed, gradient);
        analytic += dot(gradient, along);
        numeric += await directionalDerivative(original, along, h, async (moved) => (await step(name, moved)).loss);
      }
      expect(Math.abs(analytic / numeric - 1), name).toBeLessThan(0.1);
    }
  });

  it('answers [N, D], keeps only its parameters between steps, and nothing once disposed', async () => {
    const before = engine.liveHandles();
    const { embeddingShape } = await step();
    expect(embeddingShape).toEqual([8, plan.embeddingSize]);
    expect(engine.liveHandles()).toBe(before);
    const encoder = createEncoder(engine, plan);
    const resting = engine.liveHandles();
    const images = engine.upload(pixels, shape);
    engine.free(encoder.forward(images));
    encoder.discard();
    engine.free(encoder.embed(images), images);
    expect(engine.liveHandles()).toBe(resting);
    encoder.dispose();
  });
});

it('starts the same from the same seed, differently from another', async () => {
  const plan = planResNet({ depth: 18, stem: 'small', width: 2 });
  const weights = await Promise.all([1, 1, 2].map((seed) => createEncoder(engine, plan, { seed }).weights()));
  expect(weights[1]).toEqual(weights[0]);
  expect(weights[2]).not.toEqual(weights[0]);
});

it('refuses images of another kind and precisions the engine lacks, naming what it got', () => {
  const encoder = createEncoder(engine, planResNet({ depth: 18, stem: 'small', width: 2 }));
  const gray = engine.upload(new Float32Array(16), [1, 4, 4, 1]);
  expect(() => encoder.forward(gray)).toThrow(/float32 \[N, H, W, 3\], got float32 \[1, 4, 4, 1\]/);
  const poor = { ...engine, device: 'a toy', precisions: ['float32'] as const };
  expect(() => createEncoder(poor, encoder.plan, { precision: 'bfloat16' })).toThrow(/a toy has no bfloat16; it has float32/);
});
