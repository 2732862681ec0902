import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/test-server.js';

const KEY = 'a-key-of-more-than-16-characters';
const PAGE = 'http://localhost:5173';

describe('pages of an origin that is allowed', () => {
  let servers: Record<'open' | 'closed', TestServer>;
  beforeAll(async () => {
    const settings = { SUPCON_ALLOWED_ORIGINS: `https://photos.example, ${PAGE}` };
    servers = {
      open: await startTestServer({ model: false, settings }),
      closed: await startTestServer({ model: false, settings: { ...settings, SUPCON_API_KEY: KEY } }),
    };
  });
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

  const preflight = (server: TestServer, address: string, headers: Record<string, string>) =>
    server.ask('OPTIONS', address, { headers: { 'access-control-request-method': 'POST', ...headers } });

  it('may ask beforehand, without a key, on every address of the API', async () => {
    for (const server of Object.values(servers))
      for (const address of ['/v1/classify', '/v1/collections/c', '/v1/collections/c/items/a', '/v1/runs/r/events']) {
        const { status, headers, bytes } = await preflight(server, address, {
          origin: PAGE,
          'access-control-request-headers': 'authorization',
        });
        expect([address, status, bytes.length]).toEqual([address, 204, 0]);
        expect(headers.get('access-control-allow-origin')).toBe(PAGE);
        expect(headers.get('access-control-allow-methods')).toMatch(/GET.*PUT.*POST.*DELETE/);
        expect(headers.get('access-control-allow-headers')!.toLowerCase()).toMatch(/authorization.*content-type.*x-api-key/);
        expect(headers.get('vary')).toMatch(/Origin/i);
        // No cookies: there are none.
        expect(headers.get('access-control-allow-credentials')).toBeNull();
      }
  });

  it('may read answers and errors, with the headers that matter, and need the key where there is one', async () => {
    const asked = await servers.open.ask('GET', '/v1/models', { headers: { origin: PAGE } });
    const refused = await servers.closed.ask('GET', '/v1/models', { headers: { origin: PAGE } });
    const keyed = await servers.closed.ask('GET', '/v1/models', { headers: { origin: PAGE, 'x-api-key': KEY } });
    expect([asked.status, refused.status, keyed.status]).toEqual([200, 401, 200]);
    for (const { headers } of [asked, refused, keyed]) {
      expect(headers.get('access-control-allow-origin')).toBe(PAGE);
      expect(headers.get('access-control-expose-headers')).toMatch(/Retry-After.*X-Request-Id/);
    }
  });

  it('are the only ones: others are told which setting lets them in', async () => {
    for (const [name, server] of Object.entries(servers))
      for (const origin of [
        'https://evil.example',
        'http://photos.example',
        'https://photos.example:8443',
        'https://photos.example.evil',
        'null',
      ]) {
        const before = await preflight(server, '/v1/classify', { origin });
        expect([origin, before]).toEqual([origin, expect.objectContaining({ status: 403 })]);
        expect(before.body).toMatchObject({ code: 'FORBIDDEN_ORIGIN', detail: expect.stringContaining('SUPCON_ALLOWED_ORIGINS') });
        expect(before.headers.get('access-control-allow-origin')).toBeNull();
        const asked = await server.ask('GET', '/v1/models', { headers: { origin, 'x-api-key': KEY } });
        // The key is enough for programs; a browser shows the answer to no page.
        expect([origin, name, asked.status]).toEqual([origin, name, name === 'open' ? 403 : 200]);
        expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      }
  });

  it('cannot be named by chance: OPTIONS without a question is a method like others', async () => {
    expect((await servers.open.ask('OPTIONS', '/v1/models', { headers: { origin: PAGE } })).status).toBe(405);
    expect((await servers.closed.ask('OPTIONS', '/v1/models', { headers: { origin: PAGE } })).status).toBe(401);
  });
});
