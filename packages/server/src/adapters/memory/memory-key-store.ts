import { keyNotFound, makeRoomForKey, rotatedKey } from '../../domain/key-rules.js';
import type { KeyStore, StoredKey } from '../../domain/key-store.js';

/** What memory key stores that are opened on it share, as processes share a database. */
export class MemoryKeys {
  readonly keys = new Map<string, StoredKey>();
  revision = 0;
}

/** Keys in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several stores. */
export function openMemoryKeyStore(data: MemoryKeys): KeyStore {
  // Copies, so that nobody changes what is kept; and what throws rejects, as it does where a thread answers.
  const answer = async <T>(action: () => T): Promise<T> => structuredClone(await Promise.resolve().then(action));
  const require = (id: string): StoredKey => {
    const key = data.keys.get(id);
    if (!key) throw keyNotFound(id);
    return key;
  };
  const keep = (key: StoredKey): StoredKey => {
    data.keys.set(key.id, key);
    data.revision++;
    return key;
  };
  return {
    read: (known) =>
      answer(() => (known === data.revision ? { revision: known } : { revision: data.revision, keys: [...data.keys.values()] })),
    add: (key) =>
      answer(() => {
        const least = makeRoomForKey([...data.keys.values()], key);
        if (least) data.keys.delete(least.id);
        keep(structuredClone(key));
      }),
    rotate: (id, hash, until, now) => answer(() => keep(rotatedKey(require(id), hash, until, now))),
    revoke: (id, now) =>
      answer(() => {
        const key = require(id);
        return key.revokedAt === null ? keep({ ...key, revokedAt: now }) : key;
      }),
    touch: (id, at) =>
      answer(() => {
        const key = data.keys.get(id);
        if (key && (key.lastUsedAt ?? '') < at) data.keys.set(id, { ...key, lastUsedAt: at });
      }),
    close: () => Promise.resolve(),
  };
}
