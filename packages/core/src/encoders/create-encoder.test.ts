import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../test/gradient-check.js';
import { hashedValues, hashedWeights } from '../../test/hashed-values.js';
import { naive } from '../../test/naive-operations.js';
import { naiveEncoderForward } from '../../test/naive-encoder.js';
import { recordLayers, type Recorded } from '../../test/recording-engine.js';
import { samplePositions, torchEncoderCases, torchvisionCases, type TorchvisionLayer } from '../../test/torchvision-resnet.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { createEncoder } from './create-encoder.js';
import { planEncoder, type EncoderOptions, type EncoderPlan } from '../plans/encoder-plan.js';
import { planResNet } from '../plans/resnet-plan.js';

const engines = new Map<string, Engine>();
beforeAll(async () => {
  engines.set('native', await createNativeEngine());
  engines.set('wasm', await createTfjsEngine('wasm'));
});
afterAll(() => {
  for (const engine of engines.values()) engine.dispose();
});

/** Every layer of `embed`, by the suffix of its name, in order. */
async function layersOf(
  engine: Engine,
  plan: EncoderPlan,
  images: Float32Array,
  shape: readonly number[],
): Promise<Map<string, Recorded[]>> {
  const recording = recordLayers(engine);
  const encoder = createEncoder(recording.engine, plan);
  encoder.load(hashedWeights(plan));
  const input = engine.upload(images, shape);
  engine.free(encoder.embed(input), input);
  encoder.dispose();
  return recording.take();
}

/** The names of a plan's layers in the order of computation: a residual block's shortcut comes first, to be added where its body ends. */
function inOrder(plan: EncoderPlan, names: Iterable<string>): string[] {
  const order = [...names];
  for (const block of plan.blocks) {
    if (block.kind !== 'residual' || !block.shortcut) continue;
    const shortcut = order.filter((name) => name.startsWith(`${block.shortcut?.name}.`));
    const rest = order.filter((name) => !shortcut.includes(name));
    rest.splice(
      rest.findIndex((name) => name.startsWith(`${block.name}.`)),
      0,
      ...shortcut,
    );
    order.splice(0, order.length, ...rest);
  }
  return order;
}

/** Puts names to recorded layers: both lists are in the order of computation. */
function named(plan: EncoderPlan, names: Iterable<string>, layers: Map<string, Recorded[]>): Map<string, Recorded> {
  const seen = new Map<string, number>();
  return new Map(
    inOrder(plan, names).map((name) => {
      const suffix = name.split('.').at(-1)!;
      const index = seen.get(suffix) ?? 0;
      seen.set(suffix, index + 1);
      const layer = layers.get(suffix)?.[index];
      if (!layer) throw new Error(`the encoder did not compute ${name}`);
      return [name, layer];
    }),
  );
}

/** Holds recorded layers to golden values, all of them. */
function expectGolden(found: Map<string, Recorded>, golden: Readonly<Record<string, TorchvisionLayer>>): void {
  expect(found.size).toBe(Object.keys(golden).length);
  for (const [name, { shape, data }] of found) {
    const expected = golden[name]!;
    expect(shape, name).toEqual(expected.shape);
    const actual = samplePositions(name, data.length).map((at) => data[at]!);
    const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected.values[i]!)));
    expect(worst / expected.rms, name).toBeLessThan(2e-5);
    expect(Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length) / expected.rms, name).toBeCloseTo(1, 5);
  }
}

const gem = (p: number, learnable: boolean) => ({ kind: 'gem', p, learnable }) as const;
const variants: readonly { readonly options: EncoderOptions; readonly size: number; readonly images: number }[] = [
  { options: { depth: 18, stem: 'small', width: 16 }, size: 16, images: 2 },
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 8 }, size: 33, images: 2 },
  { options: { depth: 34, stem: 'imagenet', width: 8 }, size: 64, images: 2 },
  { options: { depth: 50, stem: 'imagenet', width: 8, pooling: gem(3, false) }, size: 70, images: 2 },
  { options: { depth: 101, stem: 'small', stemStride: 2, width: 4 }, size: 32, images: 2 },
  { options: { kind: 'wide-resnet', depth: 16, widthFactor: 1 }, size: 16, images: 2 },
  { options: { kind: 'wide-resnet', depth: 10, widthFactor: 2, stemStride: 2, pooling: gem(2.5, true) }, size: 31, images: 2 },
  { options: { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 48 }, size: 16, images: 2 },
  { options: { kind: 'mobilenet', stem: 'imagenet', width: 0.3, lastChannels: 24, pooling: gem(4, true) }, size: 64, images: 2 },
  { options: { kind: 'efficientnet-lite' }, size: 32, images: 2 },
  { options: { kind: 'efficientnet-lite', variant: 2, pooling: gem(3, true) }, size: 37, images: 1 },
];

describe.each(['native', 'wasm'])('createEncoder on %s, inference', (engineName) => {
  it.each(variants)('computes every layer of $options at $size px as float64 loops do', async ({ options, size, images: count }) => {
    const engine = engines.get(engineName)!;
    const before = engine.liveHandles();
    const plan = planEncoder(options);
    const shape = [count, size, size, 3];
    const images = hashedValues('images', count * size * size * 3, -2, 2);
    const oracle = naiveEncoderForward(plan, hashedWeights(plan), naive(shape, images));
    const layers = await layersOf(engine, plan, images, shape);
    expect([...layers.values()].flat().length).toBe(oracle.size);
    for (const [name, { shape: layerShape, data }] of named(plan, oracle.keys(), layers)) {
      const expected = oracle.get(name)!;
      expect(layerShape, name).toEqual(expected.shape);
      expect(relativeError(data, expected.data), name).toBeLessThan(1e-5);
    }
    expect(engine.liveHandles()).toBe(before);
  });
});

describe.each(torchvisionCases())('createEncoder beside torchvision, $options at $size px', ({ options, size, layers: golden }) => {
  it('answers the values that torchvision answers in every layer', async () => {
    const plan = planResNet(options);
    const engine = engines.get('native')!;
    const layers = await layersOf(engine, plan, hashedValues('images', size * size * 3, -2, 2), [1, size, size, 3]);
    const order = Object.keys(golden).filter((name) => !name.endsWith('.relu'));
    // torchvision's ReLUs have no names of their own; only those that end a block are written down.
    const blocks = Object.keys(golden).filter((name) => name.endsWith('.relu'));
    const relus = layers.get('relu')!.slice(1);
    const perBlock = relus.length / blocks.length;
    const found = named(plan, order, layers);
    blocks.forEach((name, index) => found.set(name, relus[(index + 1) * perBlock - 1]!));
    expectGolden(found, golden);
  });
});

describe.each(torchEncoderCases())('createEncoder beside PyTorch, $options at $size px', ({ options, size, layers: golden }) => {
  it('answers the values that PyTorch answers in every layer', async () => {
    const images = hashedValues('images', size * size * 3, -2, 2);
    const plan = planEncoder(options);
    const layers = await layersOf(engines.get('native')!, plan, images, [1, size, size, 3]);
    expect([...layers.values()].flat().length).toBe(Object.keys(golden).length);
    expectGolden(named(plan, Object.keys(golden), layers), golden);
  });
});
