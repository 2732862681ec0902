import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { hashedValues } from '../../test/hashed-values.js';
import { meanToken, TINY_FEATURES, tinyKernel, tinyOnnx, tinyTokens, type TinyOnnxOptions } from '../../test/tiny-onnx.js';
import type { DenseLayer } from '../plans/dense-layer.js';
import { adoptEncoder, finishAdopted, type AdoptOptions } from './adopt-encoder.js';
import { describeOnnx } from './describe-onnx.js';
import { inlineExternalData } from './inline-external-data.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

const SIZE = 16;
const COUNT = 3;
const images = hashedValues('images', COUNT * SIZE * SIZE * 3, -1, 1);
const imageOf = (n: number, from: ArrayLike<number> = images): number[] =>
  Array.from({ length: SIZE * SIZE * 3 }, (_, at) => from[n * SIZE * SIZE * 3 + at]!);

async function run(model: Uint8Array, pixels = images, count = COUNT, size = SIZE): Promise<Record<string, number[][]>> {
  const session = await InferenceSession.create(model);
  const outputs = await session.run({ images: new Tensor('float32', pixels, [count, size, size, 3]) });
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      const width = dims.slice(1).reduce((a, b) => a * b, 1);
      return [name, Array.from({ length: count }, (_, n) => [...(data as Float32Array).subarray(n * width, (n + 1) * width)])];
    }),
  );
}

const adopt = (model: Uint8Array, changes: Partial<AdoptOptions> = {}): Uint8Array =>
  adoptEncoder(model, {
    input: { name: 'pixel_values', layout: 'NCHW', type: 'float32' },
    output: 'pooled',
    pooling: 'none',
    cropSize: SIZE,
    imageSize: SIZE,
    features: TINY_FEATURES,
    outputDims: [TINY_FEATURES],
    ...changes,
  });

function expectClose(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[], digits = 5): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  actual.forEach((row, n) => row.forEach((value, d) => expect(value).toBeCloseTo(expected[n]![d]!, digits)));
}

const tokens = [0, 1, 2].map((n) => tinyTokens(imageOf(n), SIZE));
const pooled = tokens.map(meanToken);

it.each<[string, TinyOnnxOptions, Partial<AdoptOptions>]>([
  ['NCHW', {}, {}],
  ['NHWC', { layout: 'NHWC' }, { input: { name: 'pixel_values', layout: 'NHWC', type: 'float32' } }],
  ['opset 11', { opset: 11, irVersion: 6 }, {}],
  ['opset 21', { opset: 21, irVersion: 10 }, {}],
  ['the mean of tokens', { outputs: ['tokens'] }, { output: 'tokens', pooling: 'mean', outputDims: [16, TINY_FEATURES] }],
  [
    'the mean of tokens in opset 18',
    { outputs: ['tokens'], opset: 18 },
    { output: 'tokens', pooling: 'mean', outputDims: [16, TINY_FEATURES] },
  ],
  ['the mean of a map', { outputs: ['map'] }, { output: 'map', pooling: 'mean', outputDims: [TINY_FEATURES, 4, 4] }],
  ['one of several outputs', { outputs: ['tokens', 'map', 'pooled'] }, {}],
  ['a declared batch of 1 that it does not need', { batch: 1, outputs: ['pooled'] }, {}],
])('answers what the encoder answers: %s', async (_, made, options) => {
  expectClose((await run(adopt(tinyOnnx(made), options)))['features']!, pooled);
});

it('takes the first token', async () => {
  const model = adopt(tinyOnnx({ outputs: ['tokens'] }), { output: 'tokens', pooling: 'cls', outputDims: [16, TINY_FEATURES] });
  expectClose(
    (await run(model))['features']!,
    tokens.map(([first]) => first!),
  );
});

it.each([
  [20, 16, 2],
  [21, 16, 3],
])('cuts the centre out of %i pixels', async (imageSize, cropSize, first) => {
  const large = hashedValues('large', imageSize * imageSize * 3, -1, 1);
  const cut: number[] = [];
  for (let y = 0; y < cropSize; y++)
    for (let x = 0; x < cropSize; x++) for (let c = 0; c < 3; c++) cut.push(large[((y + first) * imageSize + x + first) * 3 + c]!);
  const { features } = await run(adopt(tinyOnnx(), { imageSize, cropSize }), large, 1, imageSize);
  expectClose(features!, [meanToken(tinyTokens(cut, cropSize))]);
});

it('gives halves and whole numbers to encoders that take them', async () => {
  const halves = adopt(tinyOnnx({ type: 'float16' }), { input: { name: 'pixel_values', layout: 'NCHW', type: 'float16' } });
  expectClose((await run(halves))['features']!, pooled, 2);
  const bytes = adopt(tinyOnnx({ type: 'uint8' }), { input: { name: 'pixel_values', layout: 'NCHW', type: 'uint8' } });
  const levels = hashedValues('levels', images.length, -20, 275);
  const rounded = levels.map((value) => Math.min(255, Math.max(0, Math.round(value))));
  const expected = [0, 1, 2].map((n) => meanToken(tinyTokens(imageOf(n, rounded), SIZE)));
  expectClose((await run(bytes, levels))['features']!, expected, 3);
});

it.each(['images', 'features', 'embedding', 'logits', 'classifier.weight', 'adapter.dense1'])(
  'makes room for its own names where the encoder has a value called %s',
  async (input) => {
    const adopted = adopt(tinyOnnx({ input }), { input: { name: input, layout: 'NCHW', type: 'float32' } });
    expectClose((await run(adopted))['features']!, pooled);
    const finished = finishAdopted(adopted, {
      layers: [],
      classifier: { weight: new Float32Array(10), bias: new Float32Array(2) },
      features: 5,
      imageSize: SIZE,
    });
    expect(Object.keys(await run(finished)).toSorted()).toEqual(['embedding', 'features', 'logits']);
  },
);

it.each([13, 18])('equals encoder, adapter and classifier one after the other in float64, in opset %i', async (opset) => {
  const classes = 3;
  const layers: DenseLayer[] = [
    { kernel: hashedValues('a', 5 * 4, -1, 1), bias: hashedValues('b', 4, -0.1, 0.1), relu: true },
    { kernel: hashedValues('c', 4 * 6, -1, 1), bias: hashedValues('d', 6, -0.1, 0.1), relu: false },
  ];
  const classifier = { weight: hashedValues('w', 6 * classes, -1, 1), bias: hashedValues('v', classes, -1, 1) };
  const dense = (x: readonly number[], kernel: Float32Array, bias: Float32Array): number[] =>
    Array.from(bias, (b, o) => b + x.reduce((sum, value, i) => sum + value * kernel[i * bias.length + o]!, 0));
  const features = pooled.map((row) =>
    layers.reduce<number[]>((x, { kernel, bias, relu }) => dense(x, kernel, bias).map((value) => (relu ? Math.max(0, value) : value)), row),
  );
  const model = finishAdopted(adopt(tinyOnnx({ opset })), { layers, classifier, features: 5, imageSize: SIZE });
  const answers = await run(model);
  expectClose(answers['features']!, features);
  expectClose(
    answers['logits']!,
    features.map((row) => dense(row, classifier.weight, classifier.bias)),
  );
  expectClose(
    answers['embedding']!,
    features.map((row) => row.map((value) => value / Math.hypot(...row))),
  );
  expect(describeOnnx(model).outputs.map(({ name, dims }) => [name, dims])).toEqual([
    ['embedding', [undefined, 6]],
    ['logits', [undefined, 3]],
    ['features', [undefined, 6]],
  ]);
});

it('refuses layers and classifiers that do not fit', () => {
  const adopted = adopt(tinyOnnx());
  const finish = (layers: DenseLayer[], weights: number) => () =>
    finishAdopted(adopted, {
      layers,
      classifier: { weight: new Float32Array(weights), bias: new Float32Array(2) },
      features: 5,
      imageSize: SIZE,
    });
  expect(finish([], 8)).toThrow(/5 x 2 weights, got 8/);
  expect(finish([{ kernel: new Float32Array(4), bias: new Float32Array(2), relu: false }], 4)).toThrow(
    /dense layer 1 .* 5 x 2 finite weights, got 4/,
  );
  expect(finish([{ kernel: new Float32Array(10).fill(NaN), bias: new Float32Array(2), relu: false }], 4)).toThrow(/finite/);
});

it('describes what a model declares', () => {
  expect(describeOnnx(tinyOnnx({ type: 'float16', outputs: ['tokens', 'pooled'], batch: 1, opset: 16 }))).toEqual({
    irVersion: 8,
    opset: 16,
    inputs: [{ name: 'pixel_values', type: 'float16', dims: [1, 3, undefined, undefined] }],
    outputs: [
      { name: 'tokens', type: 'float32', dims: [1, undefined, 5] },
      { name: 'pooled', type: 'float32', dims: [1, 5] },
    ],
    externalFiles: [],
  });
});

it.each([Buffer.from('{"not": "onnx"}'), Buffer.from('\x89PNG\r\n'), new Uint8Array(0), new Uint8Array(100)])(
  'refuses bytes that are no ONNX model',
  (bytes) => {
    expect(() => describeOnnx(bytes)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }) as Error);
  },
);

it('refuses an old opset and names a newer one', () => {
  expect(() => adopt(tinyOnnx({ opset: 9 }))).toThrow(/opset 9.*opset 17/);
});

it('takes in tensors that lie in a file beside the model', async () => {
  const proto = ModelProto.decode(tinyOnnx());
  const kernel = tinyKernel();
  const bytes = new Uint8Array(16 + kernel.byteLength);
  bytes.set(new Uint8Array(kernel.buffer), 16);
  Object.assign(
    proto.graph!.initializer!.find(({ name }) => name === 'kernel')!,
    {
      rawData: new Uint8Array(0),
      dataLocation: TensorProto.DataLocation.EXTERNAL,
      externalData: Object.entries({ location: 'model.onnx_data', offset: '16', length: String(kernel.byteLength) }).map(
        ([key, value]) => ({ key, value }),
      ),
    },
  );
  const model = ModelProto.encode(proto).finish();
  expect(describeOnnx(model).externalFiles).toEqual(['model.onnx_data']);
  const inlined = inlineExternalData(model, new Map([['model.onnx_data', bytes]]));
  expect(describeOnnx(inlined).externalFiles).toEqual([]);
  expectClose((await run(adopt(inlined)))['features']!, pooled);
  expect(() => inlineExternalData(model, new Map([['model.onnx_data', bytes.subarray(0, 100)]]))).toThrow(
    /which has 100: the file is cut off/,
  );
  expect(() => inlineExternalData(model, new Map())).toThrow(/model.onnx_data, which is not here/);
});
