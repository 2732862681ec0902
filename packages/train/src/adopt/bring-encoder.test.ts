import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import onnxProto from 'onnx-proto';
import { expect, it } from 'vitest';
import { normaliseImage } from '@supcon/core/image';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { hashedValues } from '../../test/hashed-values.js';
import { meanToken, tinyKernel, tinyOnnx, tinyTokens, type TinyOnnxOptions } from '../../test/tiny-onnx.js';
import { loadOnnxModel } from '../evaluate/onnx-model.js';
import type { BroughtEncoderRequest } from '../recipe/preprocessing-schema.js';
import { bringEncoder, type BroughtEncoder } from './bring-encoder.js';
import { readEncoderFile } from './read-encoder-file.js';

const { ModelProto, TensorProto } = onnxProto.onnx;

const bring = (
  model: Uint8Array | TinyOnnxOptions,
  changes: Partial<BroughtEncoderRequest> = {},
  files: Record<string, Uint8Array> = {},
): Promise<BroughtEncoder> =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'tiny.onnx');
    await writeFile(file, model instanceof Uint8Array ? model : tinyOnnx(model));
    for (const [name, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    return bringEncoder({ kind: 'onnx', file, preprocessing: 'half@16', ...changes });
  });

const pixels = Uint8Array.from(hashedValues('pixels', 16 * 16 * 3, 0, 255));

async function answerOf({ adopted, preprocessing, imageSize }: BroughtEncoder): Promise<number[]> {
  const model = await loadOnnxModel(adopted);
  const outputs = await model.run(normaliseImage(pixels, preprocessing), 1, imageSize);
  await model.release();
  return [...outputs.get('features')!];
}

const tokens = tinyTokens(normaliseImage(pixels, { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }), 16);

it.each<[string, TinyOnnxOptions, Partial<BroughtEncoderRequest>, Record<string, unknown>, number[]]>([
  [
    'a vector, NCHW',
    {},
    {},
    { output: 'pooled', pooling: 'none', input: { name: 'pixel_values', layout: 'NCHW', type: 'float32' } },
    meanToken(tokens),
  ],
  ['NHWC', { layout: 'NHWC' }, {}, { input: { name: 'pixel_values', layout: 'NHWC', type: 'float32' } }, meanToken(tokens)],
  [
    'the vector beside tokens and a map',
    { outputs: ['tokens', 'map', 'pooled'] },
    {},
    { output: 'pooled', pooling: 'none' },
    meanToken(tokens),
  ],
  ['the mean of tokens', { outputs: ['tokens', 'pooled'] }, { pooling: 'mean' }, { output: 'tokens', pooling: 'mean' }, meanToken(tokens)],
  ['the first token', { outputs: ['tokens'] }, { pooling: 'cls' }, { output: 'tokens', pooling: 'cls' }, tokens[0]!],
  ['a map by its name', { outputs: ['pooled', 'map'] }, { output: 'map' }, { output: 'map', pooling: 'mean' }, meanToken(tokens)],
  ['a batch of 1 that is only declared', { batch: 1 }, {}, { output: 'pooled' }, meanToken(tokens)],
])('takes in %s', async (_, made, request, facts, expected) => {
  const brought = await bring(made, request);
  expect(brought.encoder).toMatchObject({ kind: 'onnx', file: 'tiny.onnx', cropSize: 16, features: 5, ...facts });
  (await answerOf(brought)).forEach((value, d) => expect(value).toBeCloseTo(expected[d]!, 5));
});

it.each(['tiny.preprocessing.json', 'preprocessor_config.json'])('finds %s beside the file, and says so', async (name) => {
  const config = { image_mean: [0.5, 0.5, 0.5], image_std: [0.25, 0.25, 0.25], size: 16 };
  const brought = await bring({}, { preprocessing: undefined }, { [name]: Buffer.from(JSON.stringify(config)) });
  expect(brought.notes).toEqual([expect.stringContaining(name)]);
  brought.preprocessing.std.forEach((value) => expect(value).toBeCloseTo(0.25, 10));
});

it('says which output it takes, where there is a choice', async () => {
  expect((await bring({})).notes).toEqual([]);
  expect((await bring({ outputs: ['tokens', 'pooled'] })).notes).toEqual([
    expect.stringMatching(/tokens \[N, 16, 5\], pooled \[N, 5\] 'pooled' is taken.*--output/),
  ]);
});

it('gives whole numbers to an encoder that takes bytes', async () => {
  const brought = await bring({ type: 'uint8' }, { preprocessing: 'raw@16' });
  const expected = meanToken(tinyTokens(pixels, 16));
  (await answerOf(brought)).forEach((value, d) => expect(value / expected[d]!).toBeCloseTo(1, 5));
});

it('gives pictures with a margin and lets the encoder see their centre', async () => {
  const { imageSize, encoder } = await bring({}, { preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 16, resize: 20 } });
  expect([imageSize, encoder.cropSize]).toEqual([20, 16]);
});

/** The tiny encoder with its kernel in a file beside it. */
function external(location: string): { model: Uint8Array; kernel: Uint8Array } {
  const proto = ModelProto.decode(tinyOnnx());
  const tensor = proto.graph!.initializer!.find(({ name }) => name === 'kernel')!;
  const kernel = tensor.rawData!;
  const entries = [
    { key: 'location', value: location },
    { key: 'length', value: String(kernel.length) },
  ];
  Object.assign(tensor, { rawData: new Uint8Array(0), dataLocation: TensorProto.DataLocation.EXTERNAL, externalData: entries });
  return { model: ModelProto.encode(proto).finish(), kernel };
}

it('takes in tensors that lie beside the file', async () => {
  const { model, kernel } = external('tiny.onnx_data');
  (await answerOf(await bring(model, {}, { 'tiny.onnx_data': kernel }))).forEach((value, d) =>
    expect(value).toBeCloseTo(meanToken(tokens)[d]!, 5),
  );
  await expect(bring(model)).rejects.toMatchObject({
    code: 'BAD_ENCODER_FILE',
    message: expect.stringMatching(/tiny\.onnx_data, which is not beside it/) as string,
  });
  await expect(bring(model, {}, { 'tiny.onnx_data': kernel.subarray(1) })).rejects.toMatchObject({
    message: expect.stringMatching(/cut off/) as string,
  });
  await expect(bring(external('../secret').model)).rejects.toMatchObject({
    message: expect.stringMatching(/outside its folder/) as string,
  });
});

it('refuses what one ONNX file cannot hold, counted with the files beside it', () =>
  inTemporaryFolder(async (folder) => {
    const { model, kernel } = external('data');
    await writeFile(join(folder, 'tiny.onnx'), model);
    await writeFile(join(folder, 'data'), kernel);
    const path = join(folder, 'tiny.onnx');
    expect((await readEncoderFile(path, model.length + kernel.length)).name).toBe('tiny.onnx');
    await expect(readEncoderFile(path, model.length + kernel.length - 1)).rejects.toMatchObject({
      code: 'BAD_ENCODER_FILE',
      message: expect.stringMatching(/float16/) as string,
    });
  }));

const zeros = (): Float32Array => new Float32Array(tinyKernel().length);

it.each<[string, Uint8Array | TinyOnnxOptions, Partial<BroughtEncoderRequest>, string, RegExp]>([
  ['a file that is not there', {}, { file: '/nowhere/x.onnx' }, 'NOT_FOUND', /x\.onnx/],
  ['no ONNX', Buffer.from('PK weights of somebody'), {}, 'BAD_ENCODER_FILE', /no ONNX model.*torch\.onnx\.export/s],
  ['half a file', tinyOnnx().subarray(0, 400), {}, 'BAD_ENCODER_FILE', /tiny\.onnx/],
  ['no preprocessing', {}, { preprocessing: undefined }, 'USAGE', /--preprocessing.*imagenet/s],
  ['an IR that is too new', { irVersion: 99 }, {}, 'BAD_ENCODER_FILE', /IR version.*opset 17/s],
  ['an opset that is too new', { opset: 99 }, {}, 'BAD_ENCODER_FILE', /opset 17/],
  ['an opset that is too old', { opset: 9 }, {}, 'BAD_ENCODER_FILE', /opset 9/],
  ['two inputs', { others: ['input_ids'] }, {}, 'BAD_ENCODER_FILE', /input_ids.*vision model/s],
  ['another size than it declares', { side: 32 }, {}, 'BAD_PREPROCESSING', /16 x 16.*only 32 x 32/],
  ['an output that is not there', {}, { output: 'cls' }, 'USAGE', /no output 'cls'.*pooled \[N, 5\]/],
  ['tokens without a pooling', { outputs: ['tokens'] }, {}, 'USAGE', /16 tokens.*--pooling cls/s],
  ['the class token of a map', { outputs: ['map'] }, { pooling: 'cls' }, 'USAGE', /--pooling mean/],
  ['pooling of a vector', {}, { pooling: 'mean' }, 'USAGE', /one vector for each picture already/],
  [
    'a batch of 1 that it needs',
    { batch: 1, outputs: ['tokens'] },
    { pooling: 'mean' },
    'BAD_ENCODER_FILE',
    /one picture at a time.*dynamic_axes/s,
  ],
  ['numbers that are not finite', { kernel: zeros().fill(NaN) }, {}, 'UNUSABLE_ENCODER', /not finite/],
  ['the same for every picture', { kernel: zeros() }, {}, 'UNUSABLE_ENCODER', /the same to 4 pictures/],
  ['answers that depend on the batch', { batchMean: true }, {}, 'UNUSABLE_ENCODER', /depends on the others in the batch.*model\.eval/s],
  ['a preprocessing that is not known', {}, { preprocessing: 'nothing' }, 'BAD_PREPROCESSING', /no such preset/],
])('refuses %s', async (_, model, request, code, message) => {
  await expect(bring(model, request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
});
