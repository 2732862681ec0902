import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { normals } from '../../test/gradient-check.js';
import { fitUnknownReference, UNKNOWN_SCORES, unknownScorer } from '../eval/unknown-score.js';
import { linearLogits } from '../heads/linear-classifier.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { readArtifact } from './read-artifact.js';
import { loadUnknownJudge } from './unknown-judge.js';
import { writeArtifact } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-judge-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

it.each(UNKNOWN_SCORES)('judges by %s from unit embedding and logits as the score does from features', async (method) => {
  const content = artifactContent('judged', 1);
  const width = content.plan.embeddingSize;
  const embeddings = normals(1, 20 * width).map(Math.abs);
  const train = { embeddings, labels: Int32Array.from({ length: 20 }, (_, row) => row % 2) };
  const reference = fitUnknownReference(train, train, content.classifier, 3);
  const features = normals(2, 6 * width).map(Math.abs);
  const logits = linearLogits(content.classifier, features, 6);
  const scores = unknownScorer(reference, content.classifier, features, logits)(method);
  const threshold = scores.toSorted()[2]!;
  const folder = path.join(home, method, '1');
  await writeArtifact(folder, {
    ...content,
    unknown: {
      method,
      falseAlarmRate: 0.05,
      thresholds: { knn: 0, mahalanobis: 0, [method]: threshold },
      k: 3,
      shrinkage: reference.mahalanobis.shrinkage,
    },
    reference,
  });
  const judge = (await loadUnknownJudge(await readArtifact(folder)))!;
  const { unit } = normaliseRows(features, width);
  const spread = Math.max(...scores) - Math.min(...scores);
  for (let row = 0; row < 6; row++) {
    const answer = judge(unit.subarray(row * width, (row + 1) * width), logits.subarray(row * 2, (row + 1) * 2));
    expect(answer).toMatchObject({ method, threshold });
    expect(Math.abs(answer.score - scores[row]!) / spread).toBeLessThan(1e-4);
    // The one at the threshold may fall on either side.
    if (scores[row] !== threshold) expect(answer.isUnknown).toBe(scores[row]! > threshold);
  }
});

it('judges as before by an artifact of before there was a choice, and not at all by one without thresholds', async () => {
  const content = artifactContent('older', 1);
  await writeArtifact(path.join(home, 'plain', '1'), content);
  expect(await loadUnknownJudge(await readArtifact(path.join(home, 'plain', '1')))).toBeUndefined();
  const width = content.plan.embeddingSize;
  const train = { embeddings: normals(1, 20 * width), labels: Int32Array.from({ length: 20 }, (_, row) => row % 2) };
  const { more, ...reference } = fitUnknownReference(train, train, content.classifier, 3);
  expect(more).toBeDefined();
  const unknown = { falseAlarmRate: 0.05, thresholds: { knn: 0.4, mahalanobis: 3 }, k: 3, shrinkage: reference.mahalanobis.shrinkage };
  const folder = path.join(home, 'older', '1');
  await writeArtifact(folder, { ...content, unknown: { ...unknown, method: 'knn' }, reference });
  const judge = (await loadUnknownJudge(await readArtifact(folder)))!;
  const own = normaliseRows(train.embeddings.subarray(0, width), width).unit;
  expect(judge(own, Float32Array.of(1, 0))).toMatchObject({ method: 'knn', threshold: 0.4 });
  const strange = path.join(home, 'strange', '1');
  await writeArtifact(strange, { ...content, unknown: { ...unknown, method: 'gen' }, reference });
  await expect(loadUnknownJudge(await readArtifact(strange))).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
});
