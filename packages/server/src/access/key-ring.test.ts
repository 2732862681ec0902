import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryKeys, openMemoryKeyStore } from '../adapters/memory/memory-key-store.js';
import type { KeyStore } from '../domain/key-store.js';
import { openKeyRing, type KeyRing } from './key-ring.js';
import { createKeyService, type KeyService } from './key-service.js';

const START = Date.parse('2026-11-28T10:00:00.000Z');
const POLL_MS = 500;

let data: MemoryKeys;
let store: KeyStore;
let other: KeyService;
let ring: KeyRing;
const now = (): Date => new Date();
beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  data = new MemoryKeys();
  store = openMemoryKeyStore(data);
  // As another process that has the same keys open.
  other = createKeyService({ store: openMemoryKeyStore(data), now });
  ring = await openKeyRing({ store, logger: pino({ level: 'silent' }), now, pollMs: POLL_MS });
});
afterEach(() => {
  ring.stop();
  vi.useRealTimers();
});
/** Lets so much time pass, on the clock and for whatever waits. */
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('openKeyRing', () => {
  it('finds what another process has made, rotated and revoked when it has looked again', async () => {
    const { key, secret } = await other.create({ name: 'shop', role: 'reader', collections: ['a'] });
    expect(ring.find(secret)).toBeUndefined();
    await pass(POLL_MS);
    expect(ring.find(secret)).toMatchObject({ id: key.id, name: 'shop', role: 'reader', collections: ['a'] });
    const rotated = await other.rotate(key.id, 60);
    await pass(POLL_MS);
    expect([ring.find(secret)?.id, ring.find(rotated.secret)?.id]).toEqual([key.id, key.id]);
    await other.revoke(key.id);
    await pass(POLL_MS);
    expect([ring.find(secret), ring.find(rotated.secret)]).toEqual([undefined, undefined]);
  });

  it('takes the secret before a rotation for as long as was said, and the one before that no longer', async () => {
    const { key, secret: first } = await other.create({ name: 'shop', role: 'reader' });
    const { secret: second } = await other.rotate(key.id, 3600);
    const { secret: third } = await other.rotate(key.id, 60);
    await ring.refresh();
    const taken = (): boolean[] => [first, second, third].map((secret) => ring.find(secret) !== undefined);
    expect(taken()).toEqual([false, true, true]);
    await pass(59_000);
    expect(taken()).toEqual([false, true, true]);
    await pass(1000);
    expect(taken()).toEqual([false, false, true]);
  });

  it('refuses a key from the moment on at which it expires', async () => {
    const { secret } = await other.create({ name: 'shop', role: 'reader', expiresAt: new Date(START + 10_000).toISOString() });
    await ring.refresh();
    await pass(9999);
    expect([ring.find(secret)?.name, ring.hasUsableKey]).toEqual(['shop', true]);
    await pass(1);
    expect([ring.find(secret), ring.hasUsableKey]).toEqual([undefined, false]);
  });

  it('takes nothing but the whole of a key', async () => {
    const [a, b] = [await other.create({ name: 'a', role: 'admin' }), await other.create({ name: 'b', role: 'admin' })];
    await ring.refresh();
    expect(ring.find(a.secret)?.name).toBe('a');
    const crossed = `supcon_${a.key.id}_${b.secret.slice(-43)}`;
    const stored = [...data.keys.values()][0]!.hash;
    for (const wrong of [
      '',
      'supcon_',
      a.secret.slice(0, -1),
      `${a.secret}=`,
      ` ${a.secret}`,
      crossed,
      stored,
      `supcon_${a.key.id}_${stored.slice(0, 43)}`,
    ])
      expect(ring.find(wrong)).toBeUndefined();
  });

  it('goes on asking for keys when the last one was revoked', async () => {
    expect([ring.hasKeys, ring.hasUsableKey]).toEqual([false, false]);
    const { key } = await other.create({ name: 'shop', role: 'reader' });
    await ring.refresh();
    expect([ring.hasKeys, ring.hasUsableKey]).toEqual([true, true]);
    await other.revoke(key.id);
    await ring.refresh();
    expect([ring.hasKeys, ring.hasUsableKey]).toEqual([true, false]);
    // Also where somebody takes the file away.
    data.keys.clear();
    data.revision++;
    await ring.refresh();
    expect([ring.hasKeys, ring.hasUsableKey]).toEqual([true, false]);
  });

  it('writes down that a key was used once a minute, however often it is', async () => {
    const { secret } = await other.create({ name: 'shop', role: 'reader' });
    await ring.refresh();
    const touch = vi.spyOn(store, 'touch');
    for (let second = 0; second < 180; second++) {
      for (let i = 0; i < 10; i++) ring.find(secret);
      await pass(1000);
    }
    expect(touch).toHaveBeenCalledTimes(3);
    expect(await other.list()).toMatchObject([{ lastUsedAt: new Date(START + 120_000).toISOString() }]);
    touch.mockRejectedValueOnce(new Error('disk full'));
    expect(ring.find(secret)?.name).toBe('shop');
  });

  it('lets keys count for half a minute while the store does not answer, then refuses them until it does', async () => {
    const { secret } = await other.create({ name: 'shop', role: 'reader' });
    await ring.refresh();
    const read = vi.spyOn(store, 'read').mockRejectedValue(new Error('the disk is gone'));
    await pass(29_000);
    expect(ring.find(secret)?.name).toBe('shop');
    await pass(2000);
    expect(() => ring.find(secret)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    expect(ring.find('not a key at all')).toBeUndefined();
    read.mockRestore();
    await pass(POLL_MS);
    expect(ring.find(secret)?.name).toBe('shop');
  });
});
