import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as sendOn, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { raw, startTestServer, type TestServer } from '../../test/test-server.js';

const BASE = '/tools/supcon';
const PAGE = '<!doctype html><link href="./favicon.svg" rel="icon"><script src="./assets/app-1a2b.js"></script>';

describe.each([
  ['takes the path off', true],
  ['leaves the path on', false],
])('below a path, behind a proxy that %s', (_what, strips) => {
  let folder: string;
  let server: TestServer;
  let proxy: Server;
  let outside: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-base-'));
    await mkdir(path.join(folder, 'assets'));
    await writeFile(path.join(folder, 'index.html'), PAGE);
    await writeFile(path.join(folder, 'favicon.svg'), '<svg/>');
    await writeFile(path.join(folder, 'assets/app-1a2b.js'), 'export {};');
    server = await startTestServer({ settings: { SUPCON_DASHBOARD: folder, SUPCON_BASE_PATH: BASE } });
    await server.ask('PUT', '/v1/collections/c');
    proxy = createServer((question, answer) => {
      const { url = '', method, headers } = question;
      if (!url.startsWith(BASE)) {
        answer.writeHead(404).end('not of this server');
        return;
      }
      const inside = sendOn(server.url, { method, headers, path: strips ? url.slice(BASE.length) || '/' : url }, (got) => {
        answer.writeHead(got.statusCode!, got.headers);
        got.pipe(answer);
      });
      question.pipe(inside);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.once('listening', resolve));
    outside = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    proxy.close();
    await server.close();
    await rm(folder, { recursive: true });
  });
  const html = { headers: { accept: 'text/html' } };
  /** Every address that a page loads. */
  const loadedBy = (page: string, from: string): string[] =>
    [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => new URL(address!, from).href);

  it('pages of the dashboard and of the API load all that they need', async () => {
    for (const address of ['/', '/runs', '/runs/20261124-021200-quick', '/index.html', '/docs', '/docs/']) {
      const response = await fetch(`${outside}${BASE}${address}`, html);
      expect([address, response.status]).toEqual([address, 200]);
      const loaded = loadedBy(await response.text(), response.url);
      expect(loaded.length).toBeGreaterThan(1);
      for (const url of loaded) expect([url, (await fetch(url)).status]).toEqual([url, 200]);
    }
    // What the page of the API asks for by itself.
    const start = await (await fetch(`${outside}${BASE}/docs/start.js`)).text();
    const description = new URL(/url: '([^']+)'/.exec(start)![1]!, outside);
    const { servers } = (await (await fetch(description)).json()) as { servers: { url: string }[] };
    expect(servers).toEqual([expect.objectContaining({ url: BASE })]);
  });

  it('addresses in answers lead where they say, from outside', async () => {
    const added = await fetch(`${outside}${BASE}/v1/collections/c/items?id=a`, { method: 'POST', ...raw(await makePicture(1)) });
    const item = (await added.json()) as { thumbnailUrl: string };
    const found = await fetch(`${outside}${BASE}/v1/collections/c/search`, { method: 'POST', ...raw(await makePicture(1)) });
    const { neighbours } = (await found.json()) as { neighbours: { thumbnailUrl: string }[] };
    const shown = (await (await fetch(new URL(added.headers.get('location')!, added.url))).json()) as { id: string; thumbnailUrl: string };
    expect(shown.id).toBe('a');
    for (const { thumbnailUrl } of [item, shown, neighbours[0]!]) {
      const thumbnail = await fetch(new URL(thumbnailUrl, outside));
      expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    }
  });

  it('the same checks hold as without', async () => {
    const statusOf = async (address: string, init = {}) => (await fetch(`${outside}${BASE}${address}`, init)).status;
    expect(await statusOf('/v1/models')).toBe(200);
    expect(await statusOf('/livez')).toBe(200);
    expect(await statusOf('/V1/models')).toBe(404);
    expect(await statusOf('/v1/models?x=1')).toBe(400);
    expect(await statusOf('//v1/models')).toBe(404);
    expect(await statusOf(`${BASE}/v1/models`)).toBe(strips ? 200 : 404);
    expect(await statusOf('/v1/models', { method: 'DELETE' })).toBe(405);
    expect((await server.ask('GET', `${BASE}x/v1/models`)).status).toBe(404);
    // Without the proxy, as a health check on the same machine asks.
    expect((await server.ask('GET', '/readyz')).status).toBe(200);
  });

  it('the path itself leads to the dashboard', async () => {
    const response = await fetch(`${outside}${BASE}`, html);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(`${BASE}/favicon.svg`)]);
  });
});
