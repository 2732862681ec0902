import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/test-server.js';

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
