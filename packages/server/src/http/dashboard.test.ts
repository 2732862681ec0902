import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.js';

/** An answer as it comes over the wire. */
async function rawGet(
  url: string,
  address: string,
  headers: Record<string, string>,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const [response] = (await once(get(`${url}${address}`, { headers }), 'response')) as [IncomingMessage];
  return { headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

const PAGE = '<!doctype html><script src="/assets/app-1a2b.js"></script><title>dashboard</title>';
/** As it is built. */
const BUILT = PAGE.replace('"/', '"./');

describe('the dashboard', () => {
  let folder: string;
  let server: TestServer;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-dashboard-'));
    await mkdir(path.join(folder, 'dist/assets'), { recursive: true });
    await writeFile(path.join(folder, 'dist/index.html'), BUILT);
    await writeFile(path.join(folder, 'dist/assets/app-1a2b.js'), 'export {};');
    // Whether it is compressed is nobody's business here.
    for (const [ending, content] of Object.entries({ '': 'a{}', '.br': 'of brotli', '.gz': 'of gzip' }))
      await writeFile(path.join(folder, `dist/assets/style-3c4d.css${ending}`), content);
    await writeFile(path.join(folder, 'secret.txt'), 'not for anybody');
    server = await startTestServer({ model: false, settings: { SUPCON_DASHBOARD: path.join(folder, 'dist') } });
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const browse = (address: string) => server.ask('GET', address, { headers: { accept: 'text/html,application/xhtml+xml' } });

  it('is served at / and at every address its pages have', async () => {
    for (const address of ['/', '/index.html', '/runs', '/runs/20261124-021200-quick']) {
      const { status, body, headers } = await browse(address);
      expect([address, status, body]).toEqual([address, 200, PAGE]);
      expect(headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('is served at / to programs too', async () => {
    expect(await server.ask('GET', '/')).toMatchObject({ status: 200, body: PAGE });
  });

  it('has its built files cached for good', async () => {
    const { status, headers } = await server.ask('GET', '/assets/app-1a2b.js');
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it('gives what is compressed already to those that take it, and the file itself to others', async () => {
    const asked = async (encodings: string) => {
      // fetch would decompress it.
      const { headers, body } = await rawGet(server.url, '/assets/style-3c4d.css', { 'accept-encoding': encodings });
      return [headers['content-encoding'], headers['content-type']?.toLowerCase(), headers['cache-control'], headers.vary, body.toString()];
    };
    const kind = ['text/css; charset=utf-8', 'public, max-age=31536000, immutable'];
    expect(await asked('gzip, deflate, br')).toEqual(['br', ...kind, 'Accept-Encoding', 'of brotli']);
    expect(await asked('gzip')).toEqual(['gzip', ...kind, 'Accept-Encoding', 'of gzip']);
    expect(await asked('br;q=0, gzip;q=0')).toEqual([undefined, ...kind, 'Accept-Encoding', 'a{}']);
    expect((await server.ask('GET', '/assets/app-1a2b.js')).headers.get('content-encoding')).toBeNull();
  });

  it('hides no missing file, no address of the API and nothing outside its folder', async () => {
    for (const address of ['/assets/gone.js', '/v1/nothing', '/%2e%2e/secret.txt', '/..%2fsecret.txt']) {
      const { status, body } = await browse(address);
      expect([address, status]).toEqual([address, 404]);
      expect(JSON.stringify(body)).not.toContain('not for anybody');
    }
    expect((await server.ask('GET', '/runs', { headers: { accept: 'application/json' } })).status).toBe(404);
  });

  it('may load nothing from elsewhere', async () => {
    const policy = (await browse('/')).headers.get('content-security-policy')!;
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('upgrade-insecure-requests');
  });
});
