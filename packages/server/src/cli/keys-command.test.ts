import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand, startServerProcess } from '../../test/server-process.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-keys-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));
const keys = (...args: string[]) => runCommand('keys', ...args, '--home', home);

describe('supcon-server keys', () => {
  it('makes, lists, rotates and revokes keys of a server that runs, which follows', { timeout: 120_000 }, async () => {
    const server = await startServerProcess(home);
    const status = async (key?: string): Promise<number> =>
      (await fetch(`${server.url}/v1/collections`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })).status;
    try {
      expect(await status()).toBe(200);
      const created = await keys(
        'create',
        'shop',
        '--role',
        'reader',
        '--collections',
        'a, b',
        '--expires',
        '90d',
        '--requests-per-minute',
        '500',
      );
      // The key alone is on stdout, for $(...).
      expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^supcon_[0-9a-f]{12}_[\w-]{43}\n$/) as string });
      expect(created.stderr).toMatch(
        /^shop \([0-9a-f]{12}\): created; reader; collections a, b; until .*; 500 requests a minute\. The key is shown this once/,
      );
      const key = created.stdout.trim();
      expect(created.stderr).not.toContain(key.slice(-43));
      await expect.poll(() => status()).toBe(401);
      expect(await status(key)).toBe(200);

      const rotated = await keys('rotate', 'shop', '--grace', '0s', '--json');
      const next = rotated.events[0]!['secret'] as string;
      expect(rotated.events).toMatchObject([{ event: 'key', change: 'rotated', name: 'shop', requestsPerMinute: 500 }]);
      await expect.poll(() => status(next)).toBe(200);
      expect(await status(key)).toBe(401);

      const listed = await keys('list');
      expect(listed.stdout).toMatch(
        /^name +id +role +collections +state +created +expires +last used\nshop +[0-9a-f]{12} +reader +a, b +active /,
      );
      expect(listed.stdout + JSON.stringify((await keys('list', '--json')).events)).not.toMatch(/supcon_|hash/);

      expect((await keys('revoke', key.slice(7, 19))).stderr).toContain('shop');
      await expect.poll(() => status(next)).toBe(401);
      expect((await keys('list')).stdout).toContain('revoked');
    } finally {
      expect(await server.end('SIGTERM')).toBe(0);
    }
  });

  it('opens a server to the network once there is a key', async () => {
    const listen = () => runCommand('serve', '--home', home, '--port', '0', '--host', '0.0.0.0', '--json');
    expect(await listen()).toMatchObject({ code: 2, events: [{ code: 'BAD_CONFIG' }] });
  });

  it('has a help of its own', async () => {
    expect(await keys('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: supcon-server keys create NAME[^]*Examples/) as string,
    });
    expect(await keys('list')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('there are no keys yet') as string });
  });

  it.each([
    ['an action that is none', ['make', 'x'], 2, 'create, list, rotate or revoke'],
    ['no action', [], 2, 'create, list, rotate or revoke'],
    ['a key without a role', ['create', 'x'], 2, '--role'],
    ['a role that is none', ['create', 'x', '--role', 'root'], 2, 'reader, writer, admin'],
    ['no name', ['create', '--role', 'reader'], 2, 'one NAME'],
    ['two names', ['create', 'x', 'y', '--role', 'reader'], 2, 'one NAME'],
    ['an admin of some collections', ['create', 'x', '--role', 'admin', '--collections', 'a'], 2, 'admin is for all'],
    ['a span that is none', ['create', 'x', '--role', 'reader', '--expires', 'soon'], 2, 'such as 90d'],
    ['a rate that is none', ['create', 'x', '--role', 'reader', '--requests-per-minute', 'many'], 2, 'requestsPerMinute'],
    ['an option of another action', ['revoke', 'x', '--grace', '1h'], 2, 'does not take --grace'],
    ['a key to revoke that is not there', ['revoke', 'x'], 3, 'KEY_NOT_FOUND'],
    ['a key to rotate that is not there', ['rotate', '000000000000'], 3, 'KEY_NOT_FOUND'],
  ])('refuses %s', async (_, args, code, text) => {
    expect(await keys(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(text) as string });
    expect((await keys('list', '--json')).events).toEqual([]);
  });
});
