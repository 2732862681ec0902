import path from 'node:path';
import { expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { writeJudgingArtifact } from '../../test/judging-artifact.js';
import { makePicture } from '../../test/pictures.js';
import { raw, startTestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type ClassifyResponse = components['schemas']['ClassifyResponse'];

it.each([
  ['knn', 1e-5],
  ['mahalanobis', 5],
  ['fdbd', 0],
  ['nnGuide', 0],
] as const)('tells unknown pictures by %s, where the artifact names it', async (method, threshold) => {
  const server = await startTestServer({ model: false });
  try {
    const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => makePicture(seed)));
    const plain = path.join(server.home, 'plain');
    await makeTinyArtifact(plain);
    const scoresOf = await writeJudgingArtifact(plain, path.join(server.home, 'artifacts/tiny/1'), method, threshold, pictures);
    await server.restart();
    const asked = [pictures[0]!, await makePicture(77)];
    const want = await scoresOf(asked);
    for (const [row, picture] of asked.entries()) {
      const { unknown } = (await server.ask('POST', '/v1/classify', raw(Buffer.from(picture)))).body as ClassifyResponse;
      expect(unknown).toMatchObject({ method, threshold, isUnknown: want[row]! > threshold });
      // Threads and batches round differently.
      expect(Math.abs(unknown!.score - want[row]!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(want[row]!)));
    }
    // A picture of the reference is its own neighbour; another is none.
    if (method === 'knn') expect(want.map((score) => Number(score > threshold))).toEqual(Float64Array.of(0, 1));
  } finally {
    await server.close();
  }
});

it('gives each of many pictures that come at once its own answer, those that are only embedded in between', async () => {
  const server = await startTestServer({ model: false });
  try {
    const pictures = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((seed) => makePicture(seed)));
    const plain = path.join(server.home, 'plain');
    await makeTinyArtifact(plain);
    const scoresOf = await writeJudgingArtifact(plain, path.join(server.home, 'artifacts/tiny/1'), 'mahalanobis', 5, pictures.slice(0, 6));
    await server.restart();
    const want = await scoresOf(pictures);
    const asked = pictures.map(async (picture, at) => {
      if (at % 3 === 0) await server.ask('POST', '/v1/embed', raw(Buffer.from(picture)));
      return (await server.ask('POST', '/v1/classify', raw(Buffer.from(picture)))).body as ClassifyResponse;
    });
    const embedded = pictures.map((picture) => server.ask('POST', '/v1/embed', raw(Buffer.from(picture))));
    const scores = (await Promise.all(asked)).map(({ unknown }) => unknown!.score);
    for (const { status } of await Promise.all(embedded)) expect(status).toBe(200);
    for (const [row, score] of scores.entries())
      expect(Math.abs(score - want[row]!)).toBeLessThan(1e-3 * Math.max(1, Math.abs(want[row]!)));
    expect(new Set(scores.map((score) => score.toFixed(3))).size).toBeGreaterThan(5);
  } finally {
    await server.close();
  }
});

it('says nothing of it where the artifact has no thresholds', async () => {
  const server = await startTestServer();
  try {
    const { status, body } = await server.ask('POST', '/v1/classify', raw(await makePicture(1)));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('unknown');
  } finally {
    await server.close();
  }
});
