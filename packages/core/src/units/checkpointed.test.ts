import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals, values } from '../../test/gradient-check.js';
import { createEncoder } from '../encoders/create-encoder.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import type { Encoder } from '../encoders/encoder.js';
import type { Engine, Precision } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { convBn } from '../plans/layer-plan.js';
import { checkpointed } from './checkpointed.js';
import { createConvBn } from './conv-bn.js';

/** Every kind of stem, block, tail and pooling. */
const ENCODERS: readonly EncoderOptions[] = [
  { depth: 18, stem: 'imagenet', width: 4 },
  { depth: 50, stem: 'small', stemStride: 2, width: 2 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', p: 3, learnable: true } },
  { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 16 },
];
const ENGINES: readonly { title: string; create: () => Promise<Engine>; precision: Precision }[] = [
  { title: 'native float32', create: createNativeEngine, precision: 'float32' },
  { title: 'native bfloat16', create: createNativeEngine, precision: 'bfloat16' },
  { title: 'tfjs wasm', create: () => createTfjsEngine('wasm'), precision: 'float32' },
];
const shape = [4, 16, 16, 3];
const pixels = normals(1, 4 * 16 * 16 * 3);

describe.each(ENGINES)('checkpointed on $title', ({ create, precision }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => {
    engine.dispose();
  });

  /** Gradients, statistics and embeddings of two steps: in the second, statistics have moved. */
  const twoSteps = async (encoder: Encoder): Promise<Map<string, Float32Array>> => {
    const seen = new Map<string, Float32Array>();
    const images = engine.upload(pixels, shape);
    for (const step of [0, 1]) {
      const embedding = encoder.forward(images);
      seen.set(`${step} embedding`, await values(engine, embedding));
      const dy = engine.upload(normals(2 + step, 4 * encoder.embeddingSize), embedding.shape);
      encoder.backward(dy);
      engine.free(embedding, dy);
      for (const parameter of encoder.parameters) {
        if (!parameter.gradient) continue;
        seen.set(`${step} gradient of ${parameter.name}`, await values(engine, parameter.gradient));
        engine.free(parameter.gradient);
        parameter.gradient = undefined;
      }
      for (const { name, value } of encoder.statistics) seen.set(`${step} ${name}`, await values(engine, value));
    }
    engine.free(images);
    return seen;
  };

  it.each(ENCODERS)('gives gradients and running statistics of the plain %o to the bit, frozen stages or none', async (options) => {
    const plan = planEncoder(options);
    for (const frozen of [0, 2]) {
      const [plain, spare] = [false, true].map((checkpointActivations) =>
        createEncoder(engine, plan, { precision, seed: 3, checkpointActivations }),
      ) as [Encoder, Encoder];
      plain.freeze(frozen);
      spare.freeze(frozen);
      const expected = await twoSteps(plain);
      const got = await twoSteps(spare);
      expect([...got.keys()]).toEqual([...expected.keys()]);
      for (const [name, value] of expected) expect(got.get(name), name).toEqual(value);
      plain.dispose();
      spare.dispose();
    }
    expect(engine.liveHandles()).toBe(0);
  });

  it.each(ENCODERS)('keeps one handle a unit of %o between forward and backward', (options) => {
    const plan = planEncoder(options);
    const encoder = createEncoder(engine, plan, { precision, checkpointActivations: true });
    const images = engine.upload(pixels, shape);
    const resting = engine.liveHandles();
    const embedding = encoder.forward(images);
    const units = 1 + plan.blocks.length + ('tail' in plan ? 1 : 0);
    // What goes into each unit, what comes out of the last, and the embedding.
    expect(engine.liveHandles() - resting).toBe(units + 2);
    encoder.discard();
    engine.free(embedding);
    expect(engine.liveHandles()).toBe(resting);
    engine.free(images);
    encoder.dispose();
  });
});

it('needs a forward before each backward, and none that was discarded', async () => {
  const engine = await createNativeEngine();
  const unit = checkpointed(engine, createConvBn(engine, convBn('unit', 3, 3, 3, 1, 'relu'), 'float32', 1));
  const x = engine.upload(pixels, shape);
  const backward = () => unit.backward(x, x, x);
  const noForward = expect.objectContaining({ code: 'NO_FORWARD' }) as unknown;
  expect(backward).toThrow(noForward);
  engine.free(unit.forward(x));
  unit.discard();
  expect(backward).toThrow(noForward);
  engine.free(unit.forward(x), backward());
  expect(backward).toThrow(noForward);
  engine.dispose();
});
