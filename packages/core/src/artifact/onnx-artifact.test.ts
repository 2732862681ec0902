import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { hashedValues } from '../../test/hashed-values.js';
import { TINY_FEATURES, tinyOnnx } from '../../test/tiny-onnx.js';
import { adoptEncoder } from '../onnx/adopt-encoder.js';
import type { OnnxEncoder } from '../plans/onnx-encoder-schema.js';
import { readArtifact } from './read-artifact.js';
import { writeArtifact, type OnnxArtifactContent } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-brought-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const encoder: OnnxEncoder = {
  kind: 'onnx',
  file: 'tiny.onnx',
  sha256: '0'.repeat(64),
  input: { name: 'pixel_values', layout: 'NCHW', type: 'float32' },
  output: 'pooled',
  pooling: 'none',
  cropSize: 32,
  features: TINY_FEATURES,
};

function content(name: string, layers: readonly number[]): OnnxArtifactContent {
  const { plan, weights, ...described } = artifactContent(name, 1);
  expect([plan, weights]).toHaveLength(2);
  const widths = [TINY_FEATURES, ...layers];
  const width = widths.at(-1)!;
  return {
    ...described,
    encoder,
    adopted: adoptEncoder(tinyOnnx(), { ...encoder, imageSize: 32, outputDims: [TINY_FEATURES] }),
    ...(layers.length === 0
      ? {}
      : {
          adapter: {
            kind: 'mlp',
            layers: layers.map((outputs, at) => ({
              kernel: hashedValues(`k${at}`, widths[at]! * outputs, -1, 1),
              bias: hashedValues(`b${at}`, outputs, -1, 1),
              relu: at < layers.length - 1,
            })),
          },
        }),
    classifier: { weight: hashedValues('w', width * 2, -1, 1), bias: Float32Array.of(0.5, -0.5) },
  };
}

it.each([
  ['plain', []],
  ['adapted', [4, 7]],
])('is written and read back without weights of ours: %s', async (name, layers) => {
  const folder = path.join(home, name, '1');
  const written = content(name, layers);
  await writeArtifact(folder, written);
  const artifact = await readArtifact(folder);
  expect(artifact.plan).toBeUndefined();
  expect(artifact.manifest).toMatchObject({
    embeddingSize: layers.at(-1) ?? TINY_FEATURES,
    encoder: { ...encoder, ...(layers.length === 0 ? {} : { adapter: { kind: 'mlp', layers } }) },
  });
  expect(await artifact.loadClassifier()).toEqual(written.classifier);
  await expect(artifact.loadWeights()).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining('tiny.onnx') as string,
  });
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    'classifier',
    'classifier/model.json',
    'classifier/weights.bin',
    'encoder.onnx',
    'manifest.json',
  ]);
  const session = await InferenceSession.create(artifact.onnxPath);
  expect(session.outputNames.toSorted()).toEqual(['embedding', 'features', 'logits']);
  await session.release();
});

it('still gives the classifier of an encoder of ours', async () => {
  const folder = path.join(home, 'ours', '1');
  const written = artifactContent('ours', 1);
  await writeArtifact(folder, written);
  expect(await (await readArtifact(folder)).loadClassifier()).toEqual(written.classifier);
});

it('refuses a classifier of another size', async () => {
  const wrong = { ...content('wrong', []), classifier: { weight: new Float32Array(8), bias: new Float32Array(2) } };
  await expect(writeArtifact(path.join(home, 'wrong', '1'), wrong)).rejects.toMatchObject({ code: 'BAD_WEIGHTS' });
});
