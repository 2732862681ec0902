import { expect, it } from 'vitest';
import { dot, normals } from '../../../test/gradient-check.js';
import { createEncoder } from '../../encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../../encoders/encoder-plan.js';
import { createProjectionHead } from '../../heads/projection-head.js';
import { supConLoss } from '../../losses/supcon-loss.js';
import type { Engine } from '../engine.js';
import { createNativeEngine } from '../native/native-engine.js';
import { createTfjsEngine } from './tfjs-engine.js';

/** Loss and all gradients of one training step; nothing but parameters may live afterwards. */
async function step(engine: Engine, options: EncoderOptions) {
  const encoder = createEncoder(engine, planEncoder(options), { seed: 1 });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 16, outputs: 8, seed: 2 });
  const before = engine.liveHandles();
  const images = engine.upload(normals(3, 12 * 32 * 32 * 3), [12, 32, 32, 3]);
  const embedding = encoder.forward(images);
  const projections = head.forward(embedding);
  const { loss, gradient } = await supConLoss(engine, projections, Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 1, 2));
  const dEmbedding = head.backward(gradient);
  encoder.backward(dEmbedding);
  engine.free(images, embedding, projections, gradient, dEmbedding);
  const gradients = new Map<string, Float32Array>();
  for (const parameter of [...encoder.parameters, ...head.parameters]) {
    if (!parameter.gradient) throw new Error(`${parameter.name} has no gradient`);
    gradients.set(parameter.name, Float32Array.from(await engine.download(parameter.gradient)));
    engine.free(parameter.gradient);
    parameter.gradient = undefined;
  }
  const left = engine.liveHandles() - before;
  engine.dispose();
  return { loss, gradients, left };
}

const variants: readonly EncoderOptions[] = [
  { depth: 18, stem: 'small', stemStride: 2, width: 4 },
  { depth: 18, stem: 'imagenet', width: 4 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', learnable: true } },
  { kind: 'mobilenet', stem: 'small', stemStride: 2, width: 0.25, lastChannels: 32 },
];

it.each(variants)('wasm trains as native TensorFlow does: one step of %o', async (options) => {
  const wasm = await step(await createTfjsEngine('wasm'), options);
  const native = await step(await createNativeEngine(), options);
  expect(wasm.left).toBe(0);
  expect(Math.abs(wasm.loss / native.loss - 1)).toBeLessThan(1e-4);
  expect([...wasm.gradients.keys()]).toEqual([...native.gradients.keys()]);
  const length = (gradient: Float32Array): number => Math.sqrt(dot(gradient, gradient));
  const longest = Math.max(...[...native.gradients.values()].map(length));
  for (const [name, want] of native.gradients) {
    const got = wasm.gradients.get(name)!;
    // A shift that the next batch normalisation takes away again has no gradient but rounding.
    if (length(want) < 1e-5 * longest) {
      expect(length(got), name).toBeLessThan(1e-4 * longest);
      continue;
    }
    // By direction and length: where an activation lies within rounding of 0, its ReLU may open on one engine only.
    expect(dot(got, want) / (length(got) * length(want)), name).toBeGreaterThan(0.999);
    expect(length(got) / length(want), name).toBeCloseTo(1, 1);
  }
});
