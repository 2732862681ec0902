import path from 'node:path';
import type { components } from '@supcon/sdk/schema';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDriftingArtifact } from '../../test/drifting-artifact.js';
import { makePicture } from '../../test/pictures.js';
import { parsePrometheusText, valueOf } from '../../test/prometheus-text.js';
import { form, formOf, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig } from '../app/config.js';
import { startServer } from '../app/start-server.js';

type Drift = components['schemas']['Drift'];
const MEASURES = ['embeddings', 'confidence', 'unknown', 'labels'] as const;

/** Pictures like those the model was set on, and pictures that no camera of before would have taken. */
const usual = (from: number, count: number): Promise<Buffer[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => makePicture(from + n)));
const dark = async (from: number, count: number): Promise<Buffer[]> =>
  Promise.all((await usual(from, count)).map((picture) => sharp(picture).linear(0.15).blur(4).png().toBuffer()));

async function startDriftingServer(settings: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  const server = await startTestServer({ ...settings, model: false });
  const plain = path.join(server.home, 'plain/1');
  await makeTinyArtifact(plain, { classifierScale: 0.3 });
  await writeDriftingArtifact(plain, path.join(server.home, 'artifacts/tiny/1'), await usual(10_000, 400));
  await server.restart();
  return server;
}

const send = async (server: TestServer, pictures: readonly Uint8Array[]): Promise<void> => {
  for (let from = 0; from < pictures.length; from += 32) {
    const { status, body } = await server.ask('POST', '/v1/classify/batch', formOf(pictures.slice(from, from + 32)));
    expect(status).toBe(200);
    for (const result of (body as components['schemas']['ClassifyBatchResponse']).results) expect(result).not.toHaveProperty('problem');
  }
};
const look = async (server: TestServer, query = ''): Promise<Drift> => {
  const { status, body } = await server.ask('GET', `/v1/drift${query}`);
  expect(status).toBe(200);
  return body as Drift;
};
const verdictsOf = (drift: Drift) => MEASURES.map((measure) => drift[measure].verdict);

describe('drift over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startDriftingServer({ settings: { SUPCON_DRIFT_PICTURES: '200', SUPCON_METRICS_PORT: '0' } });
  });
  afterAll(() => server.close());

  it('has nothing to say before pictures come, and does not count what is only embedded, added or searched with', async () => {
    expect((await server.ask('POST', '/v1/embed', raw(await makePicture(1)))).status).toBe(200);
    expect((await server.ask('PUT', '/v1/collections/cats')).status).toBe(201);
    expect((await server.ask('POST', '/v1/collections/cats/items', form(await makePicture(2), { id: 'a' }))).status).toBe(201);
    expect((await server.ask('POST', '/v1/collections/cats/search', raw(await makePicture(3)))).status).toBe(200);
    expect((await server.ask('POST', '/v1/feedback', form(await makePicture(4), { label: 'apple' }))).status).toBe(201);
    const drift = await look(server);
    expect(drift).toMatchObject({
      model: { name: 'tiny', version: 1 },
      verdict: 'fewPictures',
      window: { pictures: 0, since: null, until: null, mostPictures: 200, mostHours: 168 },
      reference: { pictures: 200 },
      embeddings: { verdict: 'fewPictures', distance: null, byChance: null, pValue: null },
      examples: { kept: 0, hint: expect.stringContaining('SUPCON_DRIFT_EXAMPLES') as string, pictures: [] },
    });
  });

  it('counts pictures that come alone, in batches and as items, and not those that cannot be read', async () => {
    await server.ask('POST', '/v1/classify', raw(await makePicture(5)));
    await server.ask('POST', '/v1/classify?model=tiny', raw(await makePicture(6)));
    await server.ask('POST', '/v1/classify', raw(Buffer.from('no picture')));
    const body = JSON.stringify({
      pictures: [
        { collection: 'cats', item: 'a' },
        { collection: 'cats', item: 'none' },
      ],
    });
    await server.ask('POST', '/v1/classify/batch', { headers: { 'content-type': 'application/json' }, body });
    expect((await look(server)).window.pictures).toBe(3);
  });

  it('finds pictures like those of validation as they should be', async () => {
    await send(server, await usual(1000, 200));
    const drift = await look(server);
    expect(verdictsOf(drift)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(drift.verdict).toBe('ok');
    expect(drift.window.pictures).toBeGreaterThan(180);
    expect(drift.window.pictures).toBeLessThanOrEqual(200);
    const shares = (own: readonly { readonly share: number | null }[]): number => own.reduce((sum, { share }) => sum + share!, 0);
    const references = (own: readonly { readonly reference: number | null }[]): number =>
      own.reduce((sum, { reference }) => sum + reference!, 0);
    for (const own of [drift.confidence.bins, drift.labels.shares]) {
      expect(shares(own)).toBeCloseTo(1, 9);
      expect(references(own)).toBeCloseTo(1, 9);
    }
    expect(drift.unknown).toMatchObject({ judged: drift.window.pictures, expected: 11 / 201 });
    expect(drift.unknown.share).toBe(drift.unknown.unknown / drift.unknown.judged);
    expect(Date.parse(drift.window.since!)).toBeLessThanOrEqual(Date.parse(drift.window.until!));
  });

  it('goes on after a restart', async () => {
    const before = await look(server);
    await server.restart();
    const after = await look(server);
    expect(after).toEqual(before);
  });

  it('raises an alarm when dark pictures come, says since when, and shows it in the metrics', async () => {
    const before = await look(server);
    await send(server, await dark(2000, 200));
    const drift = await look(server);
    expect([drift.verdict, drift.embeddings.verdict]).toEqual(['alarm', 'alarm']);
    expect(drift.embeddings.distance! - drift.embeddings.byChance!).toBeGreaterThanOrEqual(drift.embeddings.alarm.excess);
    expect(drift.embeddings.pValue).toBeLessThanOrEqual(drift.embeddings.alarm.pValue);
    expect(Date.parse(drift.embeddings.since)).toBeGreaterThan(Date.parse(before.embeddings.since));
    expect((await look(server)).embeddings.since).toBe(drift.embeddings.since);
    expect(drift.examples.pictures).toEqual([]);
    const samples = parsePrometheusText(await (await fetch(server.metricsUrl!)).text());
    expect(valueOf(samples, 'supcon_drift_pictures')).toBe(drift.window.pictures);
    expect(valueOf(samples, 'supcon_drift_verdict', { measure: 'embeddings' })).toBe(2);
    expect(valueOf(samples, 'supcon_drift_distance', { measure: 'embeddings' })).toBeCloseTo(drift.embeddings.distance!, 12);
    expect(valueOf(samples, 'supcon_drift_distance_by_chance', { measure: 'embeddings' })).toBeCloseTo(drift.embeddings.byChance!, 12);
  });

  it('is asked about other models by their names, which have windows of their own', async () => {
    await makeTinyArtifact(path.join(server.home, 'artifacts/other/1'), { name: 'other', seed: 5 });
    await server.ask('POST', '/v1/classify?model=other', raw(await makePicture(9)));
    const drift = await look(server, '?model=other/1');
    expect(drift).toMatchObject({ model: { name: 'other', version: 1 }, verdict: 'noReference', window: { pictures: 1 }, reference: null });
    for (const measure of MEASURES) expect(drift[measure]).toMatchObject({ verdict: 'noReference', distance: null });
    expect(drift.labels.why).toContain('supcon freeze --run RUN --recalibrate');
    expect(await server.ask('GET', '/v1/drift?model=none')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
    expect(await server.ask('GET', '/v1/drift?model=..%2Fa')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });

  it('keeps no picture, and says so', async () => {
    const none = '00000000-0000-4000-8000-000000000000';
    expect(await server.ask('GET', `/v1/drift/examples/${none}`)).toMatchObject({
      status: 404,
      body: { code: 'EXAMPLE_NOT_FOUND', detail: expect.stringContaining('SUPCON_DRIFT_EXAMPLES') as string },
    });
    expect(await server.ask('GET', '/v1/drift/examples/none')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });
});

it('shows the pictures behind an alarm where it keeps them, lets them go with their window, and all of them once it is not to keep any', async () => {
  const server = await startDriftingServer({ settings: { SUPCON_DRIFT_PICTURES: '200', SUPCON_DRIFT_EXAMPLES: '4' } });
  try {
    await send(server, await usual(1000, 100));
    await look(server);
    await send(server, await dark(2000, 150));
    const { examples, embeddings } = await look(server);
    expect(embeddings.verdict).toBe('alarm');
    const shown = examples.pictures.filter(({ measure }) => measure === 'embeddings');
    expect([examples.kept, shown.length]).toEqual([4, 4]);
    expect(shown.map(({ drive }) => drive)).toEqual(shown.map(({ drive }) => drive).sort((a, b) => b - a));
    for (const { pictureUrl, bytes } of shown) {
      const picture = await server.ask('GET', pictureUrl);
      expect([picture.status, picture.headers.get('content-type'), picture.bytes.length]).toEqual([200, 'image/jpeg', bytes]);
      // The dark ones are what drives it.
      const { channels } = await sharp(picture.bytes).stats();
      expect(Math.max(...channels.map(({ mean }) => mean))).toBeLessThan(45);
    }
    // Others drive it then, or none.
    await send(server, await usual(5000, 400));
    expect((await look(server)).embeddings.verdict).toBe('ok');
    for (const { pictureUrl } of shown) expect((await server.ask('GET', pictureUrl)).status).toBe(404);
    await send(server, await dark(3000, 150));
    const { pictures: again } = (await look(server)).examples;
    expect((await server.ask('GET', again[0]!.pictureUrl)).status).toBe(200);
    const without = await startServer(
      readConfig({}, { SUPCON_HOME: server.home, SUPCON_PORT: '0', SUPCON_THREADS: '1' }),
      pino({ level: 'silent' }),
    );
    try {
      for (const { pictureUrl } of again) expect((await fetch(without.url + pictureUrl)).status).toBe(404);
    } finally {
      await without.stop();
    }
  } finally {
    await server.close();
  }
}, 60_000);

it('follows nothing where it is not to', async () => {
  const server = await startTestServer({ settings: { SUPCON_DRIFT_PICTURES: '0', SUPCON_METRICS_PORT: '0' } });
  try {
    await server.ask('POST', '/v1/classify', raw(await makePicture(1)));
    expect(await look(server)).toMatchObject({ window: { pictures: 0, mostPictures: 0 } });
    expect(await (await fetch(server.metricsUrl!)).text()).not.toContain('supcon_drift_verdict{');
  } finally {
    await server.close();
  }
});

it('needs a model', async () => {
  const server = await startTestServer({ model: false });
  try {
    expect(await server.ask('GET', '/v1/drift')).toMatchObject({ status: 503, body: { code: 'NO_MODEL' } });
  } finally {
    await server.close();
  }
});
