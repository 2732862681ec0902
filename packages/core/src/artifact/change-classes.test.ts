import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { hashedValues } from '../../test/hashed-values.js';
import { runOnnx } from '../../test/onnx-session.js';
import { TINY_FEATURES, tinyOnnx } from '../../test/tiny-onnx.js';
import { addClass, fitClassStatistics, removeClass, ridgeClassifier, type ClassStatistics } from '../heads/class-statistics.js';
import { linearLogits } from '../heads/linear-classifier.js';
import { adoptEncoder } from '../onnx/adopt-encoder.js';
import type { OnnxEncoder } from '../plans/onnx-encoder-schema.js';
import { changeClasses, type ClassChange } from './change-classes.js';
import { encoderIdentity } from './encoder-identity.js';
import { readArtifact } from './read-artifact.js';
import { writeArtifact, type ArtifactContent, type OnnxArtifactContent } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-classes-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const RIDGE = { ridge: 0.5, balance: 1 } as const;
const IMAGES = hashedValues('images', 3 * 32 * 32 * 3, -2, 2);
const SHAPE = [3, 32, 32, 3];

function statisticsOf(width: number): ClassStatistics {
  const embeddings = hashedValues('features', 7 * width, 0, 2);
  return fitClassStatistics({ embeddings, labels: Int32Array.of(0, 1, 1, 0, 1, 0, 1) }, 2, RIDGE);
}

const recordOf = (photos: readonly number[]): NonNullable<ArtifactContent['classes']> => ({
  ...RIDGE,
  answering: 'softmax',
  photos: [...photos],
  temperature: 1.5,
  validation: { images: 4, softmax: 0.75, ridge: 0.5 },
});

function planned(name: string): ArtifactContent {
  const content = artifactContent(name, 1);
  return { ...content, classes: recordOf([3, 4]), statistics: statisticsOf(content.plan.embeddingSize), calibration: { temperature: 2 } };
}

function brought(name: string): OnnxArtifactContent {
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
  const { plan: _plan, weights: _weights, ...described } = planned(name);
  return {
    ...described,
    statistics: statisticsOf(TINY_FEATURES),
    encoder,
    adopted: adoptEncoder(tinyOnnx(), { ...encoder, imageSize: 32, outputDims: [TINY_FEATURES] }),
    classifier: { weight: hashedValues('w', TINY_FEATURES * 2, -1, 1), bias: Float32Array.of(0.5, -0.5) },
  };
}

function changeTo(statistics: ClassStatistics, labels: string[], changed: Partial<ClassChange['changed']>): ClassChange {
  return {
    version: 2,
    createdAt: '2026-02-02T00:00:00.000Z',
    labels,
    statistics,
    temperature: 1.5,
    changed: { of: { name: 'any', version: 1 }, added: [], removed: [], ...changed },
  };
}

it('gives back the statistics that it was given, inverse and features to the bit', async () => {
  const content = planned('kept');
  const folder = path.join(home, 'kept/1');
  await writeArtifact(folder, content);
  const read = await readArtifact(folder);
  const statistics = await read.loadClassStatistics();
  expect(statistics).toEqual({ ...content.statistics, coefficients: expect.any(Float64Array) as Float64Array });
  content.statistics!.coefficients.forEach((value, at) => expect(statistics!.coefficients[at]).toBeCloseTo(value, 10));
  expect(read.manifest.classes).toEqual(content.classes);
});

it.each([
  ['an encoder of ours', planned],
  ['a brought encoder', brought],
])('answers with a class more, and with one fewer, for %s', async (_, contentOf) => {
  const name = contentOf.name;
  const folder = path.join(home, name, '1');
  const content = contentOf(name);
  await writeArtifact(folder, content);
  const base = await readArtifact(folder);
  const before = await runOnnx(await readFile(base.onnxPath), IMAGES, SHAPE);
  const width = base.manifest.embeddingSize;
  const grown = addClass((await base.loadClassStatistics())!, hashedValues('bird', 2 * width, 0, 2));
  const target = path.join(home, name, '2');
  await changeClasses(target, base, changeTo(grown, ['cat', 'dog', 'bird'], { added: ['bird'] }));

  const changed = await readArtifact(target);
  expect(changed.manifest).toMatchObject({
    version: 2,
    labels: ['cat', 'dog', 'bird'],
    metrics: {},
    calibration: { temperature: 1.5 },
    classes: { answering: 'ridge', photos: [3, 4, 2], changed: { added: ['bird'] } },
  });
  const identity = base.manifest.files['encoder.onnx']!.sha256;
  expect(encoderIdentity(base.manifest)).toBe(identity);
  expect(encoderIdentity(changed.manifest)).toBe(identity);
  expect(changed.manifest.files['encoder.onnx']!.sha256).not.toBe(identity);
  expect(changed.manifest.labelSets).toBeUndefined();
  expect(await changed.loadClassifier()).toEqual(ridgeClassifier(grown));
  if (base.plan) expect((await changed.loadWeights()).weights).toEqual((await base.loadWeights()).weights);
  const after = await runOnnx(await readFile(changed.onnxPath), IMAGES, SHAPE);
  // The encoder is the same; its features are no output, their logits tell them all the same.
  expect(after.embedding).toEqual(before.embedding);
  expect(after.logits).toHaveLength(9);

  const back = removeClass((await changed.loadClassStatistics())!, 2);
  const third = path.join(home, name, '3');
  await changeClasses(third, changed, changeTo(back, ['cat', 'dog'], { added: ['bird'], removed: ['bird'] }));
  expect(encoderIdentity((await readArtifact(third)).manifest)).toBe(identity);
  const again = await (await readArtifact(third)).loadClassifier();
  const never = ridgeClassifier((await base.loadClassStatistics())!);
  never.weight.forEach((value, at) => expect(again.weight[at]).toBeCloseTo(value, 6));
  // What was there is there still, untouched.
  expect(await readdir(path.join(home, name))).toEqual(['1', '2', '3']);
  expect((await readArtifact(folder)).manifest).toEqual(base.manifest);
});

it('answers in encoder.onnx what its classifier says of the features', async () => {
  const folder = path.join(home, 'features/1');
  await writeArtifact(folder, brought('features'));
  const base = await readArtifact(folder);
  const grown = addClass((await base.loadClassStatistics())!, hashedValues('bird', 2 * TINY_FEATURES, 0, 2));
  await changeClasses(path.join(home, 'features/2'), base, changeTo(grown, ['cat', 'dog', 'bird'], {}));
  const changed = await readArtifact(path.join(home, 'features/2'));
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(changed.onnxPath);
  const { features, logits } = await session.run({ images: new Tensor('float32', IMAGES, SHAPE) });
  const wanted = linearLogits(ridgeClassifier(grown), features!.data as Float32Array, 3);
  (logits!.data as Float32Array).forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 4));
  await session.release();
});

it('names what does not fit', async () => {
  const folder = path.join(home, 'odd/1');
  await writeArtifact(folder, planned('odd'));
  const base = await readArtifact(folder);
  const statistics = (await base.loadClassStatistics())!;
  const target = path.join(home, 'odd/2');
  await expect(changeClasses(target, base, changeTo(statistics, ['cat'], {}))).rejects.toThrow(/1 labels for 2 classes/);
  const { classes: _classes, statistics: _statistics, ...without } = planned('bare');
  const bare = path.join(home, 'bare/1');
  await writeArtifact(bare, without);
  const lacking = await readArtifact(bare);
  expect(await lacking.loadClassStatistics()).toBeUndefined();
  await expect(changeClasses(target, lacking, changeTo(statistics, ['cat', 'dog'], {}))).rejects.toThrow(/has no class statistics/);
  await expect(writeArtifact(target, { ...without, statistics })).rejects.toThrow(/`classes` and `statistics` need each other/);
  expect(await readdir(path.join(home, 'odd'))).toEqual(['1']);
});

it('refuses statistics that are cut off or of another number of photos', async () => {
  const folder = path.join(home, 'cut/1');
  await writeArtifact(folder, planned('cut'));
  const file = path.join(folder, 'manifest.json');
  const manifest = await readFile(file, 'utf8');
  await writeFile(file, manifest.replace(/"photos": \[\s+3,/, '"photos": [ 2,'));
  await expect((await readArtifact(folder)).loadClassStatistics()).rejects.toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringMatching(/classes\/ does not fit 6 photos/) as string,
  });
  await writeFile(file, manifest);
  await truncate(path.join(folder, 'classes/inverse.bin'), 100);
  await expect(readArtifact(folder)).rejects.toThrow(/classes\/inverse.bin has 100 bytes/);
});
