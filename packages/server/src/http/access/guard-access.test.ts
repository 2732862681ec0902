import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../../test/pictures.js';
import { raw, startTestServer, type Answer, type TestServer } from '../../../test/test-server.js';

/** `fetch` sets Host by itself. */
function statusWithHost(server: TestServer, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${server.url}/v1/models`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('a server with a key', () => {
  const key = 'a-key-of-more-than-16-characters';
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer({ model: false, settings: { SUPCON_API_KEY: key } })));
  afterAll(() => server.close());

  it('lets nobody in without it, on any address of the API', async () => {
    const description = (await server.ask('GET', '/openapi.json')).body as { paths: Record<string, Record<string, unknown>> };
    const refused: string[] = [];
    for (const [path, methods] of Object.entries(description.paths))
      for (const method of Object.keys(methods).filter((name) => ['get', 'put', 'post', 'delete'].includes(name))) {
        const address = path.replace(/\{\w+\}/g, 'x');
        for (const headers of [{}, { authorization: 'Bearer wrong' }, { 'x-api-key': `${key}x` }] as Record<string, string>[]) {
          const answer = await server.ask(method.toUpperCase(), address, { headers });
          if (answer.status === 401) refused.push(`${method} ${path}`);
          else expect([path, answer.status < 500 || path === '/readyz']).toEqual([expect.stringMatching(/^\/(livez|readyz)$/), true]);
        }
      }
    expect(new Set(refused).size).toBeGreaterThan(12);
  });

  it('takes it in either header, from any host', async () => {
    expect((await server.ask('GET', '/v1/models', { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    expect((await server.ask('GET', '/v1/models', { headers: { 'x-api-key': key, origin: 'https://elsewhere.example' } })).status).toBe(
      200,
    );
    const refusal = await server.ask('GET', '/v1/models');
    expect(refusal).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    expect(refusal.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('a server without a key', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startTestServer({ model: false, settings: { SUPCON_ALLOWED_HOSTS: 'gpu-box.lan' } })));
  afterAll(() => server.close());

  it('answers to names of this machine and to those allowed, and to no others', async () => {
    const { port } = new URL(server.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `app.localhost:${port}`, `gpu-box.lan:${port}`])
      expect([host, await statusWithHost(server, host)]).toEqual([host, 200]);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      '127.0.0.1.evil.example',
      `192.168.1.5:${port}`,
    ])
      expect([host, await statusWithHost(server, host)]).toEqual([host, 403]);
  });

  it('refuses what a browser says comes from another site', async () => {
    expect((await server.ask('GET', '/v1/models', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
  });
});

describe('a server with more to do than it takes', () => {
  it('answers 503 with Retry-After to the surplus, right to the rest, and recovers', async () => {
    const server = await startTestServer({ settings: { SUPCON_MAX_WAITING: '4', SUPCON_MAX_BATCH: '2' } });
    try {
      const pictures = await Promise.all(Array.from({ length: 8 }, (_, seed) => makePicture(seed, 'jpeg', 600)));
      const embed = (i: number): Promise<Answer> => server.ask('POST', '/v1/embed', raw(pictures[i % 8]!));
      const expected: unknown[] = [];
      for (let i = 0; i < 8; i++) expected.push((await embed(i)).body);
      const answers = await Promise.all(Array.from({ length: 120 }, (_, i) => embed(i)));
      const counts = { ok: 0, busy: 0 };
      answers.forEach((answer, i) => {
        if (answer.status === 200) {
          counts.ok++;
          const [a, b] = [answer.body, expected[i % 8]] as { embedding: number[] }[];
          expect(a!.embedding.reduce((sum, value, j) => sum + value * b!.embedding[j]!, 0)).toBeCloseTo(1, 4);
        } else {
          counts.busy++;
          expect(answer).toMatchObject({ status: 503, body: { code: 'TOO_BUSY' } });
          expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        }
      });
      expect(counts.ok).toBeGreaterThan(0);
      expect(counts.busy).toBeGreaterThan(0);
      expect((await embed(0)).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});

describe('a server without a key behind a proxy', () => {
  const browse = (server: TestServer, headers: Record<string, string>) => server.ask('GET', '/v1/models', { headers });
  const through = { 'x-forwarded-host': 'photos.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7' };

  it('takes the name that the browser used from a proxy that it trusts, and from nobody else', async () => {
    const settings = { SUPCON_ALLOWED_HOSTS: 'photos.example' };
    for (const [trusted, statuses] of [
      ['loopback', [200, 200, 403, 403]],
      ['127.0.0.0/8', [200, 200, 403, 403]],
      ['192.0.2.1', [403, 403, 403, 403]],
      ['', [403, 403, 403, 403]],
    ] as const) {
      const server = await startTestServer({ model: false, settings: { ...settings, SUPCON_TRUSTED_PROXIES: trusted } });
      const answers = [
        await browse(server, { ...through, origin: 'https://photos.example' }),
        // Some proxies name the port that the protocol has anyway.
        await browse(server, { ...through, 'x-forwarded-host': 'photos.example:443', origin: 'https://photos.example' }),
        await browse(server, { ...through, origin: 'https://evil.example' }),
        await browse(server, { ...through, 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' }),
      ];
      expect([trusted, answers.map(({ status }) => status)]).toEqual([trusted, statuses]);
      await server.close();
    }
  });
});
