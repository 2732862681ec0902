import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { hashedValues, hashedWeights } from '../../test/hashed-values.js';
import { planEncoder, type EncoderOptions } from '../plans/encoder-plan.js';
import { readArtifact } from './read-artifact.js';
import { writeArtifact } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-kinds-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const kinds: readonly EncoderOptions[] = [
  { kind: 'resnet', depth: 101, stem: 'small', width: 2 },
  { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', p: 4, learnable: true } },
  { kind: 'mobilenet', stem: 'small', width: 0.25, lastChannels: 16, pooling: { kind: 'gem' } },
];

it.each(kinds)('reads back the plan and weights of %o', async (options) => {
  const plan = planEncoder(options);
  const weights = hashedWeights(plan);
  const folder = path.join(home, plan.kind);
  const classifier = { weight: hashedValues('weight', plan.embeddingSize * 2, -1, 1), bias: Float32Array.of(0.5, -0.5) };
  await writeArtifact(folder, { ...artifactContent('kinds', 1), plan, weights, classifier });
  const artifact = await readArtifact(folder);
  expect(artifact.plan).toEqual(plan);
  expect(artifact.manifest.encoder).toEqual(plan.options);
  expect((await artifact.loadWeights()).weights).toEqual(weights);
});

it('reads a manifest from before pooling could be chosen', async () => {
  const folder = path.join(home, 'old');
  const content = artifactContent('old', 1);
  await writeArtifact(folder, content);
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { encoder: Record<string, unknown> };
  expect(manifest.encoder['pooling']).toEqual({ kind: 'average' });
  delete manifest.encoder['pooling'];
  await writeFile(file, JSON.stringify(manifest));
  expect((await readArtifact(folder)).plan).toEqual(content.plan);
});
