import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import onnxProto, { type onnx } from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashedValues, hashedWeights } from '../../test/hashed-values.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import { exportOnnx } from './export-onnx.js';
import type { ActivationRange } from './quantization.js';
import { quantizeOnnx, withRanges } from './quantize-onnx.js';

const CLASSES = 4;
const IMAGES = 3;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-quantize-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const variants: readonly { readonly options: EncoderOptions; readonly size: number }[] = [
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 8 }, size: 32 },
  { options: { depth: 50, stem: 'imagenet', width: 8, pooling: { kind: 'gem', p: 3 } }, size: 64 },
  { options: { kind: 'wide-resnet', depth: 10, widthFactor: 2 }, size: 24 },
  { options: { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 32 }, size: 32 },
];

function exported(options: EncoderOptions, size: number): Uint8Array {
  const plan = planEncoder(options);
  const bound = 1 / Math.sqrt(plan.embeddingSize);
  const weight = hashedValues('classifier', plan.embeddingSize * CLASSES, -bound, bound);
  return exportOnnx(plan, hashedWeights(plan), { weight, bias: hashedValues('bias', CLASSES, -1, 1) }, size);
}

const picturesOf = (size: number): Float32Array => hashedValues('images', IMAGES * size * size * 3, -2, 2);

async function run(model: Uint8Array, size: number, options: InferenceSession.SessionOptions = {}): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(model, options);
  const outputs = await session.run({ images: new Tensor('float32', picturesOf(size), [IMAGES, size, size, 3]) });
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]));
}

async function rangesOf(model: Uint8Array, size: number): Promise<Map<string, ActivationRange>> {
  const { model: telling, outputs } = withRanges(model);
  const told = await run(telling, size);
  return new Map(
    [...outputs].map(([name, { lowest, highest }]) => [name, { low: Math.min(...told[lowest]!), high: Math.max(...told[highest]!) }]),
  );
}

const decode = (model: Uint8Array): onnx.IGraphProto => onnxProto.onnx.ModelProto.decode(model).graph!;
const count = (graph: onnx.IGraphProto, operation: string): number => graph.node!.filter(({ opType }) => opType === operation).length;

/** Smallest cosine of two [IMAGES, D]. */
function nearness(a: Float32Array, b: Float32Array): number {
  const width = a.length / IMAGES;
  const rows = Array.from({ length: IMAGES }, (_, n) => [a, b].map((all) => all.subarray(n * width, (n + 1) * width)));
  return Math.min(...rows.map(([x, y]) => x!.reduce((sum, value, d) => sum + value * y![d]!, 0) / (Math.hypot(...x!) * Math.hypot(...y!))));
}

it('keeps padding that is lopsided', async () => {
  const float = exported({ kind: 'efficientnet-lite' }, 32);
  const quantized = quantizeOnnx(float, await rangesOf(float, 32));
  const [expected, actual] = [await run(float, 32), await run(quantized, 32)];
  expect(nearness(actual['embedding']!, expected['embedding']!)).toBeGreaterThan(0.995);
});

describe.each(variants)('quantizeOnnx $options at $size px', ({ options, size }) => {
  let float: Uint8Array;
  let ranges: Map<string, ActivationRange>;
  let quantized: Uint8Array;
  beforeAll(async () => {
    float = exported(options, size);
    ranges = await rangesOf(float, size);
    quantized = quantizeOnnx(float, ranges);
  });

  it('answers nearly what float32 answers', async () => {
    const [expected, actual] = [await run(float, size), await run(quantized, size)];
    expect(nearness(actual['embedding']!, expected['embedding']!)).toBeGreaterThan(0.995);
    const spread = Math.max(...expected['logits']!) - Math.min(...expected['logits']!);
    actual['logits']!.forEach((logit, i) => {
      expect(Math.abs(logit - expected['logits']![i]!)).toBeLessThan(0.1 * spread);
    });
  });

  it('computes in integers what the floats around them say: the same with every fusion switched off', async () => {
    const [fused, plain] = [await run(quantized, size), await run(quantized, size, { graphOptimizationLevel: 'disabled' })];
    // A step more or less where a sum lies between two.
    expect(nearness(fused['embedding']!, plain['embedding']!)).toBeGreaterThan(0.9995);
  });

  it('leaves no convolution, sum or pooling in float32 to ONNX Runtime', async () => {
    const file = path.join(home, `${size}-${options.kind ?? 'resnet'}.onnx`);
    const session = await InferenceSession.create(quantized, { graphOptimizationLevel: 'extended', optimizedModelFilePath: file });
    await session.release();
    const optimised = decode(await readFile(file));
    const before = decode(float);
    expect(count(optimised, 'QLinearConv')).toBe(count(before, 'Conv'));
    expect(count(optimised, 'QLinearAdd')).toBe(count(before, 'Add'));
    expect(count(optimised, 'Conv') + count(optimised, 'Add') + count(optimised, 'FusedConv')).toBe(0);
    // Integers from the pictures to the last feature map; pre-activation blocks normalise in float32 on the way.
    const borders = options.kind === 'wide-resnet' ? expect.any(Number) : 1;
    expect([count(optimised, 'QuantizeLinear'), count(optimised, 'DequantizeLinear')]).toEqual([borders, borders]);
  });

  it('tells the features before they are scaled to length 1', async () => {
    const { features, embedding } = await run(quantized, size);
    const width = features!.length / IMAGES;
    for (let n = 0; n < IMAGES; n++) {
      const row = features!.subarray(n * width, (n + 1) * width);
      const length = Math.hypot(...row);
      row.forEach((value, d) => {
        expect(value / length).toBeCloseTo(embedding![n * width + d]!, 5);
      });
    }
  });

  it('keeps weights within half a step of what they were, in a quarter of the bytes', () => {
    const [before, after] = [float, quantized].map((model) => new Map(decode(model).initializer!.map((tensor) => [tensor.name!, tensor])));
    let kernels = 0;
    for (const [name, tensor] of before!) {
      if (!name.endsWith('.kernel')) continue;
      kernels++;
      const weights = new Float32Array(Uint8Array.from(tensor.rawData!).buffer);
      const values = new Int8Array(Uint8Array.from(after!.get(`${name}.quantized`)!.rawData!).buffer);
      const scales = new Float32Array(Uint8Array.from(after!.get(`${name}.scales`)!.rawData!).buffer);
      expect(after!.has(name)).toBe(false);
      expect(values.length).toBe(weights.length);
      weights.forEach((weight, i) => {
        const scale = scales[Math.floor((i * scales.length) / weights.length)]!;
        expect(Math.abs(weight - scale * values[i]!)).toBeLessThanOrEqual(0.501 * scale);
      });
    }
    expect(kernels).toBe(count(decode(float), 'Conv'));
  });
});

describe('withRanges', () => {
  it('tells lowest and highest values of every picture for its own, and answers as before', async () => {
    const model = exported({ depth: 18, stem: 'imagenet', width: 4 }, 32);
    const { model: telling, outputs } = withRanges(model);
    const [plain, told] = [await run(model, 32), await run(telling, 32)];
    // To rounding: what is an output as well is not fused with what reads it.
    told['embedding']!.forEach((value, d) => {
      expect(value).toBeCloseTo(plain['embedding']![d]!, 5);
    });
    // What goes in: the pictures.
    const { lowest, highest } = outputs.get('images.nchw')!;
    const pictures = picturesOf(32);
    for (let n = 0; n < IMAGES; n++) {
      const own = pictures.subarray(n * 32 * 32 * 3, (n + 1) * 32 * 32 * 3);
      expect(told[lowest]![n]).toBe(Math.min(...own));
      expect(told[highest]![n]).toBe(Math.max(...own));
    }
    // Behind each ReLU nothing is negative; the pooling after the stem makes no values of its own.
    expect(outputs.has('stem.pool')).toBe(false);
    const activated = [...outputs.keys()].filter((name) => name.endsWith('.relu'));
    expect(activated.length).toBeGreaterThan(8);
    for (const name of activated) expect(Math.min(...told[outputs.get(name)!.lowest]!)).toBeGreaterThanOrEqual(0);
  });

  it('asks for the output of an activation, not for what goes into it', () => {
    const { outputs } = withRanges(exported({ depth: 18, stem: 'small', width: 4 }, 16));
    expect(outputs.has('stem.bn')).toBe(false);
    expect(outputs.has('stem.relu')).toBe(true);
    // The second convolution of a block has none; the sum has one.
    expect(outputs.has('stage1.block0.conv2.bn')).toBe(true);
    expect(outputs.has('stage1.block0.sum')).toBe(false);
    expect(outputs.has('stage1.block0')).toBe(true);
  });
});

describe('bad input', () => {
  it('refuses a missing and a broken range, naming the activation', async () => {
    const model = exported({ depth: 18, stem: 'small', width: 4 }, 16);
    const ranges = await rangesOf(model, 16);
    const without = new Map(ranges);
    without.delete('stem.relu');
    expect(() => quantizeOnnx(model, without)).toThrow(
      expect.objectContaining({ code: 'BAD_SHAPE', message: expect.stringContaining('stem.relu') as unknown }),
    );
    for (const range of [
      { low: Number.NaN, high: 1 },
      { low: 0, high: Infinity },
      { low: 1, high: 0 },
    ])
      expect(() => quantizeOnnx(model, new Map([...ranges, ['stem.relu', range]]))).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
  });

  it('refuses what is no encoder of ours, and one that is quantized already', async () => {
    expect(() => quantizeOnnx(Buffer.from('not a model'), new Map())).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    expect(() => withRanges(new Uint8Array())).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
    const model = exported({ depth: 18, stem: 'small', width: 4 }, 16);
    const ranges = await rangesOf(model, 16);
    expect(() => quantizeOnnx(quantizeOnnx(model, ranges), ranges)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  });
});
