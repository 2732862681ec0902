import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makePicture } from '../pictures.js';
import type { ImageEncoder } from '../../src/encoder/image-encoder.js';
import { asJson, raw, startTestServer, type TestServer } from '../test-server.js';
import { makeTinyArtifact } from '../tiny-artifact.js';

const encoders: ImageEncoder[] = [];
vi.mock(import('../../src/encoder/load-encoder.js'), async (original) => {
  const { loadEncoder } = await original();
  return {
    loadEncoder: async (...args) => {
      const encoder = await loadEncoder(...args);
      encoders.push(encoder);
      return encoder;
    },
  };
});

type Classified = components['schemas']['ClassifyResponse'];

const SWITCHES = 50;
const CLIENTS = 4;
const KILLS = 20;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ artifact: { golden: true } });
  await makeTinyArtifact(path.join(server.home, 'artifacts/tiny/2'), { version: 2, seed: 2, golden: true });
});
afterAll(() => server.close());

it('fails no request while models are switched fifty times, and each answer is of the model that it names', async () => {
  const picture = raw(await makePicture(1));
  const classify = async (query = ''): Promise<{ status: number; body: Classified }> => {
    const response = await fetch(`${server.url}/v1/classify?includeEmbedding=true${query}`, { method: 'POST', ...picture });
    return { status: response.status, body: (await response.json()) as Classified };
  };
  const expected = new Map<number, readonly number[]>();
  for (const version of [1, 2]) expected.set(version, essence((await classify(`&model=tiny/${version}`)).body));
  expect(apart(expected.get(1)!, expected.get(2)!)).toBeGreaterThan(0.05);

  const answers: { status: number; body: Classified }[] = [];
  let over = false;
  const load = Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!over) answers.push(await classify());
    }),
  );
  const statuses = [];
  for (let n = 0; n < SWITCHES; n++)
    statuses.push((await server.ask('PUT', '/v1/aliases/production', asJson({ model: `tiny/${2 - (n % 2)}` }))).status);
  over = true;
  await load;

  expect(statuses).toEqual(Array(SWITCHES).fill(200));
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const wrong = answers.filter(({ body }) => apart(essence(body), expected.get(body.model.version)!) > 1e-3);
  expect(wrong).toEqual([]);
  // Both have answered, and often.
  for (const version of [1, 2]) expect(answers.filter(({ body }) => body.model.version === version).length).toBeGreaterThan(SWITCHES);
}, 300_000);

it('answers 503 while the thread of an encoder is killed twenty times, nothing else, and again once it is back', async () => {
  const picture = raw(await makePicture(1));
  const ask = async (): Promise<{ status: number; code: unknown }> => {
    const response = await fetch(`${server.url}/v1/classify`, { method: 'POST', ...picture });
    return { status: response.status, code: ((await response.json()) as { code?: unknown }).code };
  };
  const answers: { status: number; code: unknown }[] = [];
  let over = false;
  const load = Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (!over) answers.push(await ask());
    }),
  );
  for (let n = 0; n < KILLS; n++) {
    await Promise.all(encoders.filter(({ status }) => status === 'ready').map((encoder) => encoder.kill()));
    while ((await ask()).status !== 200) await sleep(20);
  }
  over = true;
  await load;
  const failed = answers.filter(({ status }) => status !== 200);
  expect(failed.filter(({ status, code }) => status !== 503 || code !== 'NOT_READY')).toEqual([]);
  expect(failed.length).toBeGreaterThan(0);
}, 300_000);

/** What tells models apart. */
function essence({ embedding, predictions }: Classified): readonly number[] {
  const byLabel = [...predictions].sort((a, b) => a.label.localeCompare(b.label));
  return [...(embedding as number[]), ...byLabel.map(({ probability }) => probability)];
}

/** The largest difference: pictures of one batch may be added up in another order than one alone, which moves the last digits. */
function apart(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, at) => Math.abs(value - other[at]!)));
}
