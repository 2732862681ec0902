import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { normals } from '../../test/gradient-check.js';
import { fitKnnDetector, knnScores } from '../eval/knn-detector.js';
import { fitMahalanobisDetector, mahalanobisScores } from '../eval/mahalanobis-detector.js';
import { readArtifact } from './read-artifact.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { decodeReference, encodeReference } from './unknown-reference.js';
import { writeArtifact, type ArtifactContent } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-reference-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

function withReference(name: string): { content: ArtifactContent; reference: UnknownReference } {
  const content = artifactContent(name, 1);
  const width = content.plan.embeddingSize;
  const embeddings = normals(1, 20 * width);
  const labels = Int32Array.from({ length: 20 }, (_, row) => row % 2);
  const reference = { knn: fitKnnDetector(embeddings, 20, 3), mahalanobis: fitMahalanobisDetector({ embeddings, labels }, 2) };
  const unknown = {
    method: 'knn' as const,
    falseAlarmRate: 0.05,
    thresholds: { knn: 0.4, mahalanobis: 12.5 },
    k: 3,
    shrinkage: reference.mahalanobis.shrinkage,
  };
  const split = { seed: 7, validation: 0.1, test: 0.2 };
  return { content: { ...content, calibration: { temperature: 1.7 }, split, unknown, reference }, reference };
}

it('travels in the artifact: the same scores, with temperature, thresholds and split in the manifest', async () => {
  const { content, reference } = withReference('known');
  const folder = path.join(home, 'known', '1');
  await writeArtifact(folder, content);
  const artifact = await readArtifact(folder);
  expect(artifact.manifest).toMatchObject({ calibration: content.calibration, unknown: content.unknown, split: content.split });
  const loaded = (await artifact.loadReference())!;
  const queries = normals(2, 5 * content.plan.embeddingSize);
  expect(knnScores(loaded.knn, queries)).toEqual(knnScores(reference.knn, queries));
  expect(mahalanobisScores(loaded.mahalanobis, queries, 5)).toEqual(mahalanobisScores(reference.mahalanobis, queries, 5));
});

it('is not there in an artifact without, whose manifest says nothing of it', async () => {
  const folder = path.join(home, 'plain', '1');
  const manifest = await writeArtifact(folder, artifactContent('plain', 1));
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining(['unknown']));
  expect(await (await readArtifact(folder)).loadReference()).toBeUndefined();
});

it('is refused when it is missing, half given, or of another size', async () => {
  const { content, reference } = withReference('broken');
  const { unknown, ...noThresholds } = content;
  expect(unknown).toBeDefined();
  await expect(writeArtifact(path.join(home, 'half', '1'), noThresholds)).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
  const folder = path.join(home, 'broken', '1');
  await writeArtifact(folder, content);
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { files: Record<string, unknown> };
  delete manifest.files['reference/weights.bin'];
  await writeFile(file, JSON.stringify(manifest));
  await expect(readArtifact(folder)).rejects.toMatchObject({ message: expect.stringContaining('reference/weights.bin') as unknown });

  const width = content.plan.embeddingSize;
  const tensors = encodeReference(reference, width);
  expect(() => decodeReference(tensors, width + 1, unknown!)).toThrow(expect.objectContaining({ code: 'BAD_ARTIFACT' }) as Error);
  tensors.delete('means');
  expect(() => decodeReference(tensors, width, unknown!)).toThrow(/means is missing/);
});
