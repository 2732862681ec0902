import { expect, it } from 'vitest';
import { dot, normals } from '../../../test/gradient-check.js';
import { createEncoder } from '../../encoders/create-encoder.js';
import { planResNet } from '../../encoders/resnet-plan.js';
import { createProjectionHead } from '../../heads/projection-head.js';
import { supConLoss } from '../../losses/supcon-loss.js';
import type { Engine } from '../engine.js';
import { createNativeEngine } from '../native/native-engine.js';
import { createTfjsEngine } from './tfjs-engine.js';

/** Loss and all gradients of one training step; nothing but parameters may live afterwards. */
async function step(engine: Engine, stem: 'imagenet' | 'small') {
  const encoder = createEncoder(engine, planResNet({ depth: 18, stem, stemStride: 2, width: 4 }), { seed: 1 });
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

it.each(['small', 'imagenet'] as const)('wasm trains as native TensorFlow does: one step of a ResNet-18, %s stem', async (stem) => {
  const wasm = await step(await createTfjsEngine('wasm'), stem);
  const native = await step(await createNativeEngine(), stem);
  expect(wasm.left).toBe(0);
  expect(Math.abs(wasm.loss / native.loss - 1)).toBeLessThan(1e-4);
  expect([...wasm.gradients.keys()]).toEqual([...native.gradients.keys()]);
  for (const [name, want] of native.gradients) {
    const got = wasm.gradients.get(name)!;
    // By direction and length: where an activation lies within rounding of 0, its ReLU may open on one engine only.
    expect(dot(got, want) / Math.sqrt(dot(got, got) * dot(want, want)), name).toBeGreaterThan(0.999);
    expect(Math.sqrt(dot(got, got) / dot(want, want)), name).toBeCloseTo(1, 1);
  }
});
