import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tfCore from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { createEncoder } from '../encoders/create-encoder.js';
import { planResNet } from '../plans/resnet-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { PREPROCESSING } from '../image/index.js';
import { readArtifact } from './read-artifact.js';
import { writeArtifact, type ArtifactContent } from './write-artifact.js';

let home: string;
let folder: string;
let content: ArtifactContent;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-artifact-'));
  const engine = await createNativeEngine();
  const plan = planResNet({ depth: 18, stem: 'small', width: 2 });
  const weights: WeightMap = await createEncoder(engine, plan, { seed: 1 }).weights();
  engine.dispose();
  content = {
    name: 'pets',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    imageSize: 32,
    preprocessing: { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std] },
    labels: ['cat', 'dog'],
    loss: 'supcon',
    recipe: 'quick',
    data: { name: 'pets', fingerprint: 'abc', images: 10 },
    metrics: { test: { linear: 0.5 } },
    plan,
    weights,
    classifier: { weight: normals(1, 32), bias: Float32Array.of(0.5, -0.5) },
  };
});
afterAll(() => rm(home, { recursive: true, force: true }));

let counter = 0;
beforeEach(async () => {
  folder = path.join(home, 'pets', String(++counter));
  await writeArtifact(folder, content);
});

it('reads back what was written', async () => {
  const artifact = await readArtifact(folder);
  expect(artifact.manifest).toMatchObject({
    name: 'pets',
    version: 1,
    embeddingSize: 16,
    labels: ['cat', 'dog'],
    encoder: { depth: 18, width: 2 },
  });
  expect(artifact.plan).toEqual(content.plan);
  const { weights, classifier } = await artifact.loadWeights();
  expect(weights).toEqual(content.weights);
  expect(classifier).toEqual(content.classifier);
});

it("is read by TensorFlow.js's own weight decoder", async () => {
  const model = JSON.parse(await readFile(path.join(folder, 'tfjs/model.json'), 'utf8')) as {
    weightsManifest: [{ weights: tfCore.io.WeightsManifestEntry[] }];
  };
  const bytes = await readFile(path.join(folder, 'tfjs/weights.bin'));
  const decoded = tfCore.io.decodeWeights(new Uint8Array(bytes).buffer, model.weightsManifest[0].weights);
  expect(Object.keys(decoded)).toEqual([...content.weights.keys(), 'classifier.kernel', 'classifier.bias']);
  expect(decoded['stem.conv']?.shape).toEqual([3, 3, 3, 2]);
});

it('refuses to freeze weights that are not finite', async () => {
  const weights: WeightMap = new Map(content.weights);
  weights.set('stage2.block0.conv1.gamma', { shape: [4], data: Float32Array.of(1, 1, NaN, 1) });
  const target = path.join(home, 'diverged', '1');
  await expect(writeArtifact(target, { ...content, weights })).rejects.toMatchObject({
    code: 'BAD_WEIGHTS',
    message: expect.stringMatching(/stage2\.block0\.conv1\.gamma .*diverged/) as unknown,
  });
  await expect(
    writeArtifact(target, { ...content, classifier: { ...content.classifier, bias: Float32Array.of(0, Infinity) } }),
  ).rejects.toMatchObject({
    code: 'BAD_WEIGHTS',
    message: expect.stringContaining('classifier') as unknown,
  });
});

it('never writes over an artifact', async () => {
  await expect(writeArtifact(folder, content)).rejects.toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining('exists already') as unknown,
  });
  expect((await readArtifact(folder)).manifest.version).toBe(1);
  expect((await readdir(path.dirname(folder))).filter((name) => name.includes('.tmp'))).toEqual([]);
});

it('leaves nothing behind when the content is refused', async () => {
  const target = path.join(home, 'refused', '1');
  await expect(writeArtifact(target, { ...content, labels: ['only one'] })).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
  await expect(writeArtifact(target, { ...content, name: '../up' })).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
  await expect(readdir(path.dirname(target))).rejects.toMatchObject({ code: 'ENOENT' });
});

it.each(['encoder.onnx', 'tfjs/model.json', 'tfjs/weights.bin'])('notices one flipped bit and one missing byte in %s', async (name) => {
  const file = path.join(folder, name);
  const bytes = await readFile(file);
  const flipped = Buffer.from(bytes);
  flipped[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(file, flipped);
  await expect(readArtifact(folder)).rejects.toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining(`${name} is damaged`) as unknown,
  });
  await writeFile(file, bytes);
  await truncate(file, bytes.length - 1);
  await expect(readArtifact(folder)).rejects.toMatchObject({ code: 'BAD_ARTIFACT', message: expect.stringContaining(name) as unknown });
});

/** Puts other bytes in the place of a file and its checksum into the manifest, as someone would who edits an artifact by hand. */
async function forge(name: string, bytes: Uint8Array, change: Record<string, unknown> = {}): Promise<void> {
  await writeFile(path.join(folder, name), bytes);
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { files: Record<string, unknown> };
  manifest.files[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  await writeFile(file, JSON.stringify({ ...manifest, ...change }));
}

it('refuses weight files of another form even when their checksums are right', async () => {
  const model = await readFile(path.join(folder, 'tfjs/model.json'), 'utf8');
  const weights = await readFile(path.join(folder, 'tfjs/weights.bin'));
  const refused = async (reason: RegExp): Promise<void> => {
    const artifact = await readArtifact(folder);
    await expect(artifact.loadWeights()).rejects.toMatchObject({ code: 'BAD_ARTIFACT', message: expect.stringMatching(reason) as unknown });
  };
  await forge('tfjs/model.json', Buffer.from('[]'));
  await refused(/tfjs\/model\.json/);
  await forge('tfjs/model.json', Buffer.from(model.replace('classifier.bias', 'classifier.other')));
  await refused(/classifier is missing/);
  await forge('tfjs/model.json', Buffer.from(model));
  await forge('tfjs/weights.bin', weights.subarray(0, -4));
  await refused(/ends inside classifier\.bias/);
  await forge('tfjs/weights.bin', Buffer.concat([weights, Buffer.alloc(4)]));
  await refused(/weights\.bin has/);
});

it('refuses labels and embedding sizes that do not fit the encoder', async () => {
  const weights = await readFile(path.join(folder, 'tfjs/weights.bin'));
  await forge('tfjs/weights.bin', weights, { embeddingSize: 17 });
  await expect(readArtifact(folder)).rejects.toMatchObject({ code: 'BAD_ARTIFACT', message: expect.stringContaining('17') as unknown });
  await forge('tfjs/weights.bin', weights, { embeddingSize: 16, labels: ['cat', 'dog', 'cow'] });
  await expect((await readArtifact(folder)).loadWeights()).rejects.toMatchObject({
    message: expect.stringContaining('3 labels') as unknown,
  });
});

it('names the file that is missing', async () => {
  await rm(path.join(folder, 'encoder.onnx'));
  await expect(readArtifact(folder)).rejects.toMatchObject({
    message: expect.stringContaining('encoder.onnx cannot be read (ENOENT)') as unknown,
  });
  await expect(readArtifact(path.join(home, 'nowhere'))).rejects.toMatchObject({
    message: expect.stringContaining('manifest.json') as unknown,
  });
});

it('refuses an unknown format version, unknown keys and files outside the folder', async () => {
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  const withChange = async (change: Record<string, unknown>): Promise<unknown> => {
    await writeFile(file, JSON.stringify({ ...manifest, ...change }));
    return readArtifact(folder).catch((error: unknown) => error);
  };
  expect(await withChange({ formatVersion: 2 })).toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining('format version 2') as unknown,
  });
  expect(await withChange({ surprise: 1 })).toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining('surprise') as unknown,
  });
  const files = { ...(manifest['files'] as object), '../../outside': { sha256: '0'.repeat(64), bytes: 0 } };
  expect(await withChange({ files })).toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining('outside the folder') as unknown,
  });
  await writeFile(file, 'not json');
  await expect(readArtifact(folder)).rejects.toMatchObject({
    code: 'BAD_ARTIFACT',
    message: expect.stringContaining('not JSON') as unknown,
  });
});
