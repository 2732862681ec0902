import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEncoder, createNativeEngine, planEncoder, type Engine } from '@supcon/core';
import { hashedEncoderWeights, writeTinyArtifact } from '../../test/tiny-artifact.js';
import { encodeSafetensors } from './safetensors.js';
import { initFromFile } from './init-from-file.js';

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await createNativeEngine();
  folder = await mkdtemp(join(tmpdir(), 'supcon-init-'));
});
afterAll(async () => {
  engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

it('gives an encoder the weights of an artifact', async () => {
  const { folder: artifact, content } = await writeTinyArtifact(join(folder, 'tiny', '1'));
  const encoder = createEncoder(engine, content.plan, { seed: 3 });
  const report = await initFromFile(encoder, artifact);
  expect(report).toMatchObject({ source: 'supcon', ignored: [], missing: [] });
  expect(await encoder.weights()).toEqual(content.weights);
  encoder.dispose();
});

it('keeps what a partial file does not have, and everything when it refuses', async () => {
  const large = hashedEncoderWeights({ depth: 18, stem: 'imagenet', width: 4 });
  const path = join(folder, 'large.safetensors');
  await writeFile(path, encodeSafetensors(large, {}));
  const encoder = createEncoder(engine, planEncoder({ depth: 18, stem: 'small', width: 4 }), { seed: 3 });
  const before = await encoder.weights();
  await expect(initFromFile(encoder, path)).rejects.toMatchObject({ code: 'BAD_WEIGHTS' });
  expect(await encoder.weights()).toEqual(before);
  expect((await initFromFile(encoder, path, { partial: true })).missing).toEqual(['stem.conv']);
  const after = await encoder.weights();
  expect(after.get('stem.conv')).toEqual(before.get('stem.conv'));
  expect(after.get('stage4.block1.conv2.conv')).toEqual(large.get('stage4.block1.conv2.conv'));
  encoder.dispose();
});
