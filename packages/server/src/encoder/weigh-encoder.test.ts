import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArtifact, type Artifact } from '@supcon/core/artifact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { weighEncoder } from './weigh-encoder.js';

let folder: string;
let artifact: Artifact;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-weigh-'));
  await makeTinyArtifact(path.join(folder, 'tiny'), { width: 16 });
  artifact = await readArtifact(path.join(folder, 'tiny'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('finds the weights by their file, and more beyond them the larger the batch is', async () => {
  const small = await weighEncoder(artifact, { threads: 1, maxBatch: 1 });
  const large = await weighEncoder(artifact, { threads: 1, maxBatch: 512 });
  expect(small.weightsBytes).toBe(artifact.manifest.files['encoder.onnx']!.bytes);
  expect(large.weightsBytes).toBe(small.weightsBytes);
  // 511 pictures of 32 x 32 x 3 float32 more, and at least one activation of 16 x 16 x 16 for each.
  expect(large.arenaBytes - small.arenaBytes).toBeGreaterThan(511 * 4 * (16 * 16 * 16));
});

it('throws what ONNX Runtime says of a file that is none', async () => {
  const onnxPath = path.join(folder, 'broken.onnx');
  await writeFile(onnxPath, 'no model');
  await expect(weighEncoder({ ...artifact, onnxPath }, { threads: 1, maxBatch: 1 })).rejects.toThrow(/protobuf|Load model/i);
});
