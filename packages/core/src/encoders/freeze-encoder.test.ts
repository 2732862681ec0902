import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, relativeError, setParameter, values } from '../../test/gradient-check.js';
import type { Engine, Precision } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createEncoder } from './create-encoder.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import type { Encoder } from './encoder.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

// Eight pictures: with four, each channel of the last stages has four values, and finite differences are mostly rounding.
const shape = [8, 32, 32, 3];
const pixels = normals(1, 8 * 32 * 32 * 3);
const variants: readonly EncoderOptions[] = [
  { depth: 18, stem: 'imagenet', width: 4 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', learnable: true } },
  { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 16 },
  { kind: 'efficientnet-lite' },
];

/** One training step without an optimiser; gradients by name, taken off the parameters. */
async function step(encoder: Encoder): Promise<{ embedding: Float32Array; gradients: Map<string, Float32Array> }> {
  const images = engine.upload(pixels, shape);
  const output = encoder.forward(images);
  const embedding = await values(engine, output);
  const dy = engine.upload(normals(2, embedding.length), output.shape);
  encoder.backward(dy);
  engine.free(images, output, dy);
  const gradients = new Map<string, Float32Array>();
  for (const parameter of encoder.parameters) {
    if (!parameter.gradient) continue;
    gradients.set(parameter.name, await values(engine, parameter.gradient));
    engine.free(parameter.gradient);
    parameter.gradient = undefined;
  }
  return { embedding, gradients };
}

describe.each(variants)('freezing %o', (options) => {
  const plan = planEncoder(options);
  const isFrozen = (encoder: Encoder, name: string, count: number): boolean =>
    encoder.stages.slice(0, count).some((stage) => name.startsWith(`${stage}.`));

  it('gives frozen stages no gradient and leaves their statistics; the others learn', async () => {
    const encoder = createEncoder(engine, plan, { seed: 3 });
    const resting = engine.liveHandles();
    for (const count of [0, 1, 2, encoder.stages.length]) {
      encoder.freeze(count);
      const before = await encoder.weights();
      const { gradients } = await step(encoder);
      const after = await encoder.weights();
      const free = encoder.parameters.map((p) => p.name).filter((name) => !isFrozen(encoder, name, count));
      expect([...gradients.keys()]).toEqual(free);
      for (const { name } of encoder.statistics) {
        if (isFrozen(encoder, name, count)) expect(after.get(name), name).toEqual(before.get(name));
        else expect(after.get(name), name).not.toEqual(before.get(name));
      }
      expect(engine.liveHandles()).toBe(resting);
    }
    encoder.dispose();
  });

  it('gives the others gradients that agree with finite differences', async () => {
    const encoder = createEncoder(engine, plan, { seed: 3 });
    encoder.freeze(2);
    const { gradients } = await step(encoder);
    const [name, gradient] = [...gradients].find(([name]) => name.endsWith('.conv'))!;
    const parameter = encoder.parameters.find((p) => p.name === name)!;
    const original = await values(engine, parameter.value);
    const h = Math.min(0.3 / Math.sqrt(dot(gradient, gradient)), 0.05 * Math.sqrt(dot(original, original)));
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
    expect(Math.abs(analytic / numeric - 1), name).toBeLessThan(0.1);
    encoder.dispose();
  });

  it('runs frozen stages on running statistics and the others on those of the batch', async () => {
    const encoder = createEncoder(engine, plan, { seed: 3 });
    const weights = await encoder.weights();
    const embeddings = async (count: number, moved: string): Promise<Float32Array> => {
      encoder.load(
        new Map(
          [...weights].map(([name, { shape: s, data }]) => [name, { shape: s, data: name === moved ? data.map((v) => v + 0.5) : data }]),
        ),
      );
      encoder.freeze(count);
      return (await step(encoder)).embedding;
    };
    const [early, late] = [encoder.statistics[0]!.name, encoder.statistics.at(-1)!.name];
    expect(await embeddings(0, early)).toEqual(await embeddings(0, ''));
    expect(relativeError(await embeddings(2, early), await embeddings(2, ''))).toBeGreaterThan(0.01);
    expect(await embeddings(2, late)).toEqual(await embeddings(2, ''));
    encoder.dispose();
  });

  it('refuses more stages than there are, naming them', () => {
    const encoder = createEncoder(engine, plan);
    expect(() => {
      encoder.freeze(encoder.stages.length + 1);
    }).toThrow(/takes 0 to \d+ stages \(stem, stage1, /);
    encoder.dispose();
  });
});

it.each<Precision>(['float32', 'bfloat16'])(
  'drops a forward in %s when stages freeze, and runs frozen ones in that precision',
  async (precision) => {
    const encoder = createEncoder(engine, planEncoder({ kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 16 }), { precision });
    const resting = engine.liveHandles();
    const images = engine.upload(pixels, shape);
    engine.free(encoder.forward(images), images);
    encoder.freeze(3);
    expect(engine.liveHandles()).toBe(resting);
    const { gradients } = await step(encoder);
    expect([...gradients.keys()][0]).toMatch(/^stage3/);
    expect([...gradients.values()].every((gradient) => gradient.every(Number.isFinite))).toBe(true);
    expect(engine.liveHandles()).toBe(resting);
    encoder.dispose();
  },
);

it('answers the same without moving statistics, for a first pass over images that come again', async () => {
  const encoder = createEncoder(engine, planEncoder({ depth: 18, stem: 'small', width: 4 }), { seed: 1 });
  const images = engine.upload(pixels, shape);
  const before = await encoder.weights();
  const first = encoder.forward(images, { updateStatistics: false });
  expect(await encoder.weights()).toEqual(before);
  const second = encoder.forward(images);
  expect(await values(engine, second)).toEqual(await values(engine, first));
  expect(await encoder.weights()).not.toEqual(before);
  engine.free(images, first, second);
  encoder.dispose();
});
