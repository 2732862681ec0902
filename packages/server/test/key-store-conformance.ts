import { beforeEach, describe, expect, it } from 'vitest';
import { MOST_KEYS } from '../src/domain/key-rules.js';
import type { KeyStore, StoredKey } from '../src/domain/key-store.js';

const START = Date.parse('2026-11-28T10:00:00.000Z');
/** Times of the tests: so many seconds behind the first. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const aKey = (n: number, changes: Partial<StoredKey> = {}): StoredKey => ({
  id: n.toString(16).padStart(12, '0'),
  name: `key-${n}`,
  role: 'writer',
  collections: ['a', 'b'],
  requestsPerMinute: 60,
  hash: String(n % 10).repeat(64),
  previous: null,
  createdAt: at(n),
  rotatedAt: null,
  expiresAt: at(1_000_000),
  revokedAt: null,
  lastUsedAt: null,
  ...changes,
});

/** What every KeyStore must do. @param fresh opens an empty store and gives a way to open the same keys again, as another process would. */
export function describeKeyStore(name: string, fresh: () => Promise<{ store: KeyStore; another: () => Promise<KeyStore> }>): void {
  describe(`${name} as a KeyStore`, () => {
    let store: KeyStore;
    let another: () => Promise<KeyStore>;
    beforeEach(async () => {
      ({ store, another } = await fresh());
      return () => store.close();
    });
    const keys = async (): Promise<readonly StoredKey[]> => (await store.read()).keys!;

    it('gives back what was added, all of it, in the order in which it came', async () => {
      expect(await keys()).toEqual([]);
      const bare = aKey(2, { role: 'admin', collections: null, requestsPerMinute: null, expiresAt: null });
      for (const key of [aKey(3), bare, aKey(1)]) await store.add(key);
      expect(await keys()).toEqual([aKey(3), bare, aKey(1)]);
    });

    it('tells another that has the keys open what has changed, and nothing where nothing has', async () => {
      await store.add(aKey(1));
      const other = await another();
      const { revision, keys: found } = await other.read();
      expect(found).toEqual([aKey(1)]);
      expect(await other.read(revision)).toEqual({ revision });
      let known = revision;
      const changes = [
        () => store.add(aKey(2)),
        () => store.rotate(aKey(1).id, 'f'.repeat(64), at(50), at(10)),
        () => store.revoke(aKey(2).id, at(20)),
      ];
      for (const change of changes) {
        await change();
        const next = await other.read(known);
        expect(next.revision).toBeGreaterThan(known);
        expect(next.keys).toEqual(await keys());
        known = next.revision;
      }
      await store.touch(aKey(1).id, at(30));
      expect(await other.read(known)).toEqual({ revision: known });
      await other.close();
    });

    it('rotates: the hash before goes on beside the new one, and the one before that is gone', async () => {
      await store.add(aKey(1));
      const first = { ...aKey(1), hash: 'e'.repeat(64), previous: { hash: aKey(1).hash, until: at(70) }, rotatedAt: at(10) };
      expect(await store.rotate(first.id, first.hash, at(70), at(10))).toEqual(first);
      const second = { ...first, hash: 'd'.repeat(64), previous: { hash: first.hash, until: at(90) }, rotatedAt: at(20) };
      expect(await store.rotate(first.id, second.hash, at(90), at(20))).toEqual(second);
      expect(await keys()).toEqual([second]);
    });

    it('revokes for good, once', async () => {
      await store.add(aKey(1));
      const revoked = { ...aKey(1), revokedAt: at(5) };
      expect(await store.revoke(revoked.id, at(5))).toEqual(revoked);
      expect(await store.revoke(revoked.id, at(9))).toEqual(revoked);
      await expect(store.rotate(revoked.id, 'e'.repeat(64), at(70), at(10))).rejects.toMatchObject({ code: 'KEY_CONFLICT' });
      expect(await keys()).toEqual([revoked]);
    });

    it('does not rotate a key that has expired: its new secret would be none', async () => {
      await store.add(aKey(1, { expiresAt: at(2) }));
      await expect(store.rotate(aKey(1).id, 'e'.repeat(64), at(70), at(2))).rejects.toMatchObject({
        code: 'KEY_CONFLICT',
        message: expect.stringContaining(`expired at ${at(2)}`) as string,
      });
      await store.rotate(aKey(1).id, 'e'.repeat(64), at(70), at(1));
    });

    it('notes the latest use, of keys that are there', async () => {
      await store.add(aKey(1));
      for (const seconds of [10, 70, 40]) await store.touch(aKey(1).id, at(seconds));
      await store.touch(aKey(9).id, at(10));
      expect(await keys()).toEqual([{ ...aKey(1), lastUsedAt: at(70) }]);
    });

    it('has a name once among the keys that were not revoked, also after they expired', async () => {
      await store.add(aKey(1, { expiresAt: at(2) }));
      await expect(store.add(aKey(2, { name: 'key-1' }))).rejects.toMatchObject({
        code: 'KEY_CONFLICT',
        message: expect.stringContaining("'key-1'") as string,
      });
      await store.revoke(aKey(1).id, at(5));
      await store.add(aKey(2, { name: 'key-1' }));
      expect((await keys()).map(({ id }) => id)).toEqual([aKey(1).id, aKey(2).id]);
    });

    it('does not know keys that are not there', async () => {
      await expect(store.rotate(aKey(1).id, 'e'.repeat(64), at(70), at(10))).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
      await expect(store.revoke(aKey(1).id, at(70))).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    });

    it('is bounded: the one that was revoked first makes room, and where none was nobody comes in', async () => {
      for (let n = 0; n < MOST_KEYS; n++) await store.add(aKey(n));
      await expect(store.add(aKey(MOST_KEYS))).rejects.toMatchObject({ code: 'KEY_CONFLICT' });
      for (const n of [5, 3, 7]) await store.revoke(aKey(n).id, at(2000 + n * (n === 3 ? -1 : 1)));
      await store.add(aKey(MOST_KEYS));
      const left = (await keys()).map(({ name: named }) => named);
      expect(left).toHaveLength(MOST_KEYS);
      expect([left.includes('key-3'), left.includes('key-5'), left.at(-1)]).toEqual([false, true, `key-${MOST_KEYS}`]);
    });
  });
}
