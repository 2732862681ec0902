import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { parsePrometheusText, valueOf, type Sample } from '../../test/prometheus-text.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';

const ABORTED = { method: 'POST', route: '/v1/classify', status: 'aborted' };

describe('the metrics of a server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { SUPCON_METRICS_PORT: '0' } });
  });
  afterAll(() => server.close());

  const scrape = async (): Promise<{ text: string; samples: Sample[] }> => {
    const response = await fetch(server.metricsUrl!);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    return { text, samples: parsePrometheusText(text) };
  };

  it('count what was sent, no more and no less', async () => {
    const before = (await scrape()).samples;
    const picture = raw(await makePicture(1));
    for (let n = 0; n < 3; n++) expect((await server.ask('POST', '/v1/classify', picture)).status).toBe(200);
    expect((await server.ask('POST', '/v1/classify', raw(Buffer.from('no picture')))).status).toBe(422);
    expect((await server.ask('PUT', '/v1/collections/cats')).status).toBe(201);
    for (const id of ['a', 'b'])
      expect((await server.ask('POST', '/v1/collections/cats/items', form(await makePicture(2), { id }))).status).toBe(201);
    expect((await server.ask('DELETE', '/v1/collections/cats/items/a')).status).toBe(204);
    expect((await server.ask('POST', '/v1/collections/cats/search', asJson({ itemId: 'b' }))).status).toBe(200);
    expect((await server.ask('POST', '/v1/collections/cats/search', picture)).status).toBe(200);
    for (const name of ['secret-one', 'secret-two']) expect((await server.ask('DELETE', `/v1/collections/${name}`)).status).toBe(404);
    expect((await fetch(`${server.url}/secret-three`)).status).toBe(404);

    const { text, samples } = await scrape();
    const more = (name: string, labels: Record<string, string> = {}): number =>
      valueOf(samples, name, labels) - valueOf(before, name, labels);
    const requests = (method: string, route: string, status: string): number =>
      more('supcon_http_request_duration_seconds_count', { method, route, status });
    expect({
      classified: requests('POST', '/v1/classify', '2xx'),
      refused: requests('POST', '/v1/classify', '4xx'),
      added: requests('POST', '/v1/collections/{collection}/items', '2xx'),
      removed: requests('DELETE', '/v1/collections/{collection}/items/{id}', '2xx'),
      searched: requests('POST', '/v1/collections/{collection}/search', '2xx'),
      missed: requests('DELETE', '/v1/collections/{collection}', '4xx'),
      elsewhere: requests('GET', 'other', '4xx'),
    }).toEqual({ classified: 3, refused: 1, added: 2, removed: 1, searched: 2, missed: 2, elsewhere: 1 });
    expect({
      badImage: more('supcon_http_problems_total', { code: 'BAD_IMAGE' }),
      noCollection: more('supcon_http_problems_total', { code: 'COLLECTION_NOT_FOUND' }),
      notFound: more('supcon_http_problems_total', { code: 'NOT_FOUND' }),
    }).toEqual({ badImage: 1, noCollection: 2, notFound: 1 });
    // Three classified, two added, one searched with; the broken one is tried too.
    expect({
      decoded: more('supcon_decode_duration_seconds_count'),
      queued: more('supcon_queue_duration_seconds_count'),
      inBatches: more('supcon_batch_pictures_sum'),
      searched: more('supcon_search_duration_seconds_count'),
      committed: more('supcon_commit_duration_seconds_count'),
    }).toEqual({ decoded: 7, queued: 6, inBatches: 6, searched: 2, committed: 3 });
    expect(more('supcon_infer_duration_seconds_count')).toBe(more('supcon_batch_pictures_count'));
    expect(more('supcon_infer_duration_seconds_sum')).toBeGreaterThan(0);
    expect(text).not.toContain('secret');
  });

  it('show what there is at the moment', async () => {
    await server.ask('PUT', '/v1/collections/gone');
    await server.ask('PUT', '/v1/collections/dogs');
    for (const id of ['a', 'b', 'c']) await server.ask('POST', '/v1/collections/dogs/items', form(await makePicture(3), { id }));
    await server.ask('DELETE', '/v1/collections/dogs/items/c');
    await server.ask('PUT', '/v1/aliases/canary', asJson({ model: 'tiny/1' }));
    const { samples } = await scrape();
    const shown = (name: string, labels: Record<string, string> = {}): number => valueOf(samples, name, labels);
    expect(shown('supcon_ready')).toBe(1);
    expect(shown('supcon_model_info', { model: 'tiny', version: '1' })).toBe(1);
    for (const alias of ['production', 'canary']) expect(shown('supcon_alias_info', { alias, model: 'tiny', version: '1' })).toBe(1);
    expect(shown('supcon_collection_items', { collection: 'dogs' })).toBe(2);
    expect(shown('supcon_collection_tombstones', { collection: 'dogs' })).toBe(1);
    expect(shown('supcon_collection_ready', { collection: 'dogs' })).toBe(1);
    expect(shown('supcon_collection_ready', { collection: 'gone' })).toBe(1);
    expect([shown('supcon_queue_pictures'), shown('supcon_http_requests_in_flight')]).toEqual([0, 0]);
    expect(shown('supcon_worker_deaths_total', { worker: 'encoder' })).toBe(0);
    expect(shown('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds')).toBe(true);
    await server.ask('DELETE', '/v1/collections/gone');
    expect((await scrape()).text).not.toContain('collection="gone"');
  });

  it('tell a request that goes on, and one whose client has left', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /v1/classify HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\nx`);
    const shown = async (name: string, labels = {}): Promise<number> => valueOf((await scrape()).samples, name, labels);
    await expect.poll(() => shown('supcon_http_requests_in_flight')).toBe(1);
    expect(await shown('supcon_http_request_duration_seconds_count', ABORTED)).toBe(0);
    socket.destroy();
    await expect.poll(() => shown('supcon_http_requests_in_flight')).toBe(0);
    expect(await shown('supcon_http_request_duration_seconds_count', ABORTED)).toBe(1);
  });

  it('are those of docs/operations.md', async () => {
    const page = await readFile(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
    const [, table] = /\n## Metrics\n.*?\n\n(\|.*?)\n\n/s.exec(page) ?? [];
    const { text } = await scrape();
    const shown = [...text.matchAll(/^# TYPE (supcon_\w+)/gm)].map(([, name]) => name!);
    expect(
      [...table!.matchAll(/^\|.*?\|/gm)].flatMap(([cell]) => [...cell.matchAll(/`(supcon_\w+)`/g)].map(([, name]) => name!)).sort(),
    ).toEqual(shown.sort());
    const inRules = [...page.matchAll(/\bsupcon_[a-z_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, ''));
    expect(inRules.filter((name) => !/^supcon_collection_$/.test(name) && !shown.includes(name))).toEqual([]);
  });

  it('are the same for all who ask at once', async () => {
    const texts = await Promise.all(Array.from({ length: 8 }, async () => (await scrape()).samples.length));
    expect(new Set(texts).size).toBe(1);
  });

  it('end the start where their port is taken, with what to do, and leave nothing open', async () => {
    const { port } = new URL(server.metricsUrl!);
    await expect(startTestServer({ model: false, settings: { SUPCON_METRICS_PORT: port } })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: `cannot listen on 127.0.0.1:${port}: port ${port} is in use; choose another with --metrics-port, or --metrics-port 0 for any free one`,
    });
  });

  it('are neither shown nor kept where nobody asked for them', async () => {
    const silent = await startTestServer({ model: false });
    try {
      expect(silent.metricsUrl).toBeUndefined();
      expect((await fetch(`${silent.url}/metrics`)).status).toBe(404);
      expect((await fetch(`${server.url}/metrics`)).status).toBe(404);
    } finally {
      await silent.close();
    }
  });
});
