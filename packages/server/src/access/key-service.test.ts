import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryKeys, openMemoryKeyStore } from '../adapters/memory/memory-key-store.js';
import { LONGEST_GRACE_SECONDS, type KeyWishes } from '../domain/key-rules.js';
import { createKeyService, type KeyService } from './key-service.js';

let data: MemoryKeys;
let time: Date;
let keys: KeyService;
beforeEach(() => {
  data = new MemoryKeys();
  time = new Date('2026-11-28T10:00:00.000Z');
  keys = createKeyService({ store: openMemoryKeyStore(data), now: () => time });
});

describe('createKeyService', () => {
  it('makes keys of 256 random bits, and keeps and lists what cannot be turned back into them', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, n) => keys.create({ name: `k${n}`, role: 'reader' })));
    const secrets = made.map(({ secret }) => secret);
    expect(new Set(secrets).size).toBe(20);
    for (const [n, { key, secret }] of made.entries()) {
      expect(secret).toMatch(/^supcon_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
      expect(secret).toContain(key.id);
      for (const shown of [JSON.stringify([...data.keys.values()]), JSON.stringify(await keys.list())])
        expect(shown).not.toContain(secrets[n]!.slice(-43));
    }
    expect(JSON.stringify(await keys.list())).not.toMatch(/hash/);
  });

  it('shows what was asked for, in UTC, and what a key is by now', async () => {
    const { key } = await keys.create({
      name: 'shop',
      role: 'writer',
      collections: ['b', 'a', 'b'],
      expiresAt: '2026-11-28T12:00:00+01:00',
    });
    expect(key).toEqual({
      id: key.id,
      name: 'shop',
      role: 'writer',
      collections: ['a', 'b'],
      requestsPerMinute: null,
      state: 'active',
      createdAt: '2026-11-28T10:00:00.000Z',
      rotatedAt: null,
      previousUntil: null,
      expiresAt: '2026-11-28T11:00:00.000Z',
      revokedAt: null,
      lastUsedAt: null,
    });
    time = new Date('2026-11-28T11:00:00.000Z');
    expect(await keys.list()).toMatchObject([{ state: 'expired' }]);
    await keys.revoke(key.id);
    expect(await keys.list()).toMatchObject([{ state: 'revoked', revokedAt: '2026-11-28T11:00:00.000Z' }]);
  });

  it('rotates with an hour of grace where nobody says another, and shows how long it lasts', async () => {
    const { key } = await keys.create({ name: 'shop', role: 'reader' });
    expect((await keys.rotate(key.id)).key.previousUntil).toBe('2026-11-28T11:00:00.000Z');
    expect((await keys.rotate(key.id, 0)).key.previousUntil).toBeNull();
    expect((await keys.rotate(key.id, LONGEST_GRACE_SECONDS)).key.previousUntil).toBe('2026-12-05T10:00:00.000Z');
    time = new Date('2026-12-05T10:00:00.000Z');
    expect(await keys.list()).toMatchObject([{ previousUntil: null, rotatedAt: '2026-11-28T10:00:00.000Z' }]);
  });

  it.each([
    ['a name that is none', { name: '../x' }],
    ['an empty name', { name: '' }],
    ['a role that is none', { role: 'root' as 'admin' }],
    ['an admin limited to collections', { role: 'admin', collections: ['a'] }],
    ['no collection at all', { collections: [] }],
    ['a collection that can be none', { collections: ['a', '../b'] }],
    ['collections that are no list', { collections: 'abc' as unknown as string[] }],
    ['more collections than are kept', { collections: Array.from({ length: 101 }, (_, n) => `c${n}`) }],
    ['an expiry in the past', { expiresAt: '2026-11-28T09:59:59Z' }],
    ['an expiry that is no time', { expiresAt: 'tomorrow' }],
    ['an expiry in more years than there are digits', { expiresAt: '+010000-01-01T00:00:00Z' }],
    ['a rate of nothing', { requestsPerMinute: 0 }],
    ['half a request', { requestsPerMinute: 0.5 }],
    ['a rate that is no number', { requestsPerMinute: NaN }],
  ] as [string, Partial<KeyWishes>][])('refuses %s', async (_, wishes) => {
    await expect(keys.create({ name: 'k', role: 'reader', ...wishes })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(data.keys.size).toBe(0);
  });

  it('refuses a grace that is none, and ids that can be none', async () => {
    const { key } = await keys.create({ name: 'shop', role: 'reader' });
    for (const grace of [-1, 0.5, LONGEST_GRACE_SECONDS + 1, NaN, '60' as unknown as number])
      await expect(keys.rotate(key.id, grace)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    for (const id of ['', 'shop', 'x'.repeat(1000), '000000000000']) {
      await expect(keys.rotate(id)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
      await expect(keys.revoke(id)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    }
  });
});
