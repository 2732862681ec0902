import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, relativeError, setParameter, values } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import { createEncoder } from './create-encoder.js';
import type { Encoder } from './encoder.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const shape = [4, 32, 32, 3];
const pixels = normals(1, 4 * 32 * 32 * 3);

/** Encoder with running statistics that are far from 0 and 1, as pretrained ones are. */
async function pretrained(options: EncoderOptions, checkpointActivations = false): Promise<Encoder> {
  const settings = { seed: 3, checkpointActivations, normStatistics: 'pretrained' } as const;
  const encoder = createEncoder(engine, planEncoder(options), settings);
  const statistics = new Set(encoder.statistics.map(({ name }) => name));
  const weights = [...(await encoder.weights())].map(([name, tensor], at) => {
    const drawn = normals(at, tensor.data.length);
    const moved = name.endsWith('.mean') ? drawn.map((v) => v / 4) : drawn.map((v) => 0.5 + v * v);
    return [name, statistics.has(name) ? { ...tensor, data: moved } : tensor] as const;
  });
  encoder.load(new Map(weights));
  return encoder;
}

async function step(encoder: Encoder): Promise<{ embedding: Float32Array; gradients: Map<string, Float32Array> }> {
  const images = engine.upload(pixels, shape);
  const output = encoder.forward(images);
  const embedding = await values(engine, output);
  const dy = engine.upload(normals(2, embedding.length), output.shape);
  encoder.backward(dy);
  engine.free(images, output, dy);
  const gradients = new Map<string, Float32Array>();
  for (const parameter of encoder.parameters) {
    gradients.set(parameter.name, await values(engine, parameter.gradient!));
    engine.free(parameter.gradient!);
    parameter.gradient = undefined;
  }
  return { embedding, gradients };
}

describe.each<EncoderOptions>([
  { depth: 18, stem: 'imagenet', width: 4 },
  { depth: 50, stem: 'small', width: 2 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1 },
  { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 16 },
  { kind: 'efficientnet-lite' },
])('pretrained statistics in %o', (options) => {
  it('train on what inference computes, and stay as they are', async () => {
    const encoder = await pretrained(options);
    const resting = engine.liveHandles();
    const before = await encoder.weights();
    const { embedding } = await step(encoder);
    expect(await encoder.weights()).toEqual(before);
    expect(engine.liveHandles()).toBe(resting);
    const images = engine.upload(pixels, shape);
    const inferred = encoder.embed(images);
    expect(relativeError(embedding, await values(engine, inferred))).toBeLessThan(1e-5);
    engine.free(images, inferred);
    encoder.dispose();
  });

  it('give gradients that agree with finite differences, of kernel, gamma and beta', async () => {
    const encoder = await pretrained(options);
    const { gradients } = await step(encoder);
    for (const ending of ['.conv', '.gamma', '.beta']) {
      const parameter = encoder.parameters.filter(({ name }) => name.endsWith(ending)).at(-2)!;
      const gradient = gradients.get(parameter.name)!;
      const original = await values(engine, parameter.value);
      const h = Math.min(0.1 / Math.sqrt(dot(gradient, gradient)), 0.05 * Math.sqrt(original.length));
      let [analytic, numeric] = [0, 0];
      for (const seed of [4, 5]) {
        const along = probeDirection(seed, gradient);
        analytic += dot(gradient, along);
        numeric += await directionalDerivative(original, along, h, async (moved) => {
          setParameter(engine, parameter, moved);
          const { embedding } = await step(encoder);
          return dot(embedding, normals(2, embedding.length));
        });
      }
      setParameter(engine, parameter, original);
      expect(Math.abs(analytic / numeric - 1), parameter.name).toBeLessThan(0.05);
    }
    encoder.dispose();
  });
});

it('are used by checkpointed blocks too, to the same gradients', async () => {
  const options = { kind: 'efficientnet-lite' } as const;
  const [plain, checkpointed] = [await pretrained(options), await pretrained(options, true)];
  const [want, got] = [await step(plain), await step(checkpointed)];
  for (const [name, gradient] of want.gradients) expect(relativeError(got.gradients.get(name)!, gradient), name).toBeLessThan(1e-5);
  plain.dispose();
  checkpointed.dispose();
});
