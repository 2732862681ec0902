import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeyService } from '../access/key-service.js';
import { openAccess, openKeyStore } from './open-access.js';

const logger = pino({ level: 'silent' });
const OPEN_HOSTS = ['0.0.0.0', '::', '192.168.1.5', 'example.org', '127.0.0.1.example.org'];

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-access-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const opens = async (host: string, apiKey?: string): Promise<boolean> => {
  const access = await openAccess({ home, host, apiKey, audit: { days: 90, rows: 1000 } }, logger);
  await access.close();
  return true;
};

describe('openAccess', () => {
  it('refuses a host that others can reach while there is no key, and says how to make one', async () => {
    for (const host of OPEN_HOSTS) {
      const refusal = {
        code: 'BAD_CONFIG',
        message: expect.stringMatching(/needs a key: .*keys create NAME --role admin.*SUPCON_API_KEY/) as string,
      };
      await expect(opens(host)).rejects.toMatchObject(refusal);
      expect(await opens(host, 'a-key-of-more-than-16-characters')).toBe(true);
    }
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(await opens(host)).toBe(true);
  });

  it('takes a key of the home for one, unless it was revoked or has expired', async () => {
    const store = await openKeyStore(home, logger);
    const keys = createKeyService({ store, now: () => new Date() });
    const { key } = await keys.create({ name: 'ops', role: 'admin' });
    for (const host of OPEN_HOSTS) expect(await opens(host)).toBe(true);
    await keys.revoke(key.id);
    const past = createKeyService({ store, now: () => new Date(Date.now() - 7_200_000) });
    await past.create({ name: 'old', role: 'admin', expiresAt: new Date(Date.now() - 3_600_000).toISOString() });
    await store.close();
    for (const host of OPEN_HOSTS) await expect(opens(host)).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });
});
