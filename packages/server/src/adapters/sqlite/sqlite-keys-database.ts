import type Database from 'better-sqlite3';
import { keyNotFound, makeRoomForKey, rotatedKey } from '../../domain/key-rules.js';
import type { StoredKey } from '../../domain/key-store.js';
import { ALL_KEY_MIGRATIONS } from './key-migrations/all-key-migrations.js';
import { openDatabase, writeTransaction } from './open-database.js';

const COLUMNS = `id, name, role, collections, requests_per_minute AS requestsPerMinute, hash, previous_hash AS previousHash,
  previous_until AS previousUntil, created_at AS createdAt, rotated_at AS rotatedAt, expires_at AS expiresAt, revoked_at AS revokedAt,
  last_used_at AS lastUsedAt`;

type Row = Omit<StoredKey, 'collections' | 'previous'> & {
  readonly collections: string | null;
  readonly previousHash: string | null;
  readonly previousUntil: string | null;
};

/** The keys in one SQLite file; synchronous, so it lives in a worker. Each method is one transaction. */
export class SqliteKeysDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openDatabase(file, ALL_KEY_MIGRATIONS);
  }

  read(known: number | undefined): { revision: number; keys?: readonly StoredKey[] } {
    return this.#database.transaction(() => {
      const revision = this.#database.prepare<[], number>('SELECT number FROM revision').pluck().get()!;
      return revision === known ? { revision } : { revision, keys: this.#all() };
    })();
  }

  add(key: StoredKey): void {
    writeTransaction(this.#database, () => {
      const least = makeRoomForKey(this.#all(), key);
      if (least) this.#database.prepare('DELETE FROM keys WHERE id = ?').run(least.id);
      const { collections, previous, ...plain } = key;
      this.#database
        .prepare(
          `INSERT INTO keys (id, name, role, collections, requests_per_minute, hash, previous_hash, previous_until, created_at, rotated_at,
             expires_at, revoked_at, last_used_at)
           VALUES (:id, :name, :role, :collections, :requestsPerMinute, :hash, :previousHash, :previousUntil, :createdAt, :rotatedAt,
             :expiresAt, :revokedAt, :lastUsedAt)`,
        )
        .run({
          ...plain,
          collections: collections && JSON.stringify(collections),
          previousHash: previous?.hash ?? null,
          previousUntil: previous?.until ?? null,
        });
      this.#revise();
    });
  }

  rotate(id: string, hash: string, until: string, now: string): StoredKey {
    return writeTransaction(this.#database, () => {
      const key = rotatedKey(this.#require(id), hash, until, now);
      this.#database
        .prepare('UPDATE keys SET hash = ?, previous_hash = ?, previous_until = ?, rotated_at = ? WHERE id = ?')
        .run(key.hash, key.previous!.hash, key.previous!.until, key.rotatedAt, id);
      this.#revise();
      return key;
    });
  }

  revoke(id: string, now: string): StoredKey {
    return writeTransaction(this.#database, () => {
      const key = this.#require(id);
      if (key.revokedAt !== null) return key;
      this.#database.prepare('UPDATE keys SET revoked_at = ? WHERE id = ?').run(now, id);
      this.#revise();
      return { ...key, revokedAt: now };
    });
  }

  touch(id: string, at: string): void {
    writeTransaction(this.#database, () => {
      this.#database.prepare("UPDATE keys SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, '') < ?").run(at, id, at);
    });
  }

  close(): void {
    this.#database.close();
  }

  #require(id: string): StoredKey {
    const row = this.#database.prepare<[string], Row>(`SELECT ${COLUMNS} FROM keys WHERE id = ?`).get(id);
    if (!row) throw keyNotFound(id);
    return toKey(row);
  }

  #all(): StoredKey[] {
    return this.#database.prepare<[], Row>(`SELECT ${COLUMNS} FROM keys ORDER BY number`).all().map(toKey);
  }

  #revise(): void {
    this.#database.prepare('UPDATE revision SET number = number + 1').run();
  }
}

function toKey({ collections, previousHash, previousUntil, ...row }: Row): StoredKey {
  return {
    ...row,
    collections: collections === null ? null : (JSON.parse(collections) as string[]),
    previous: previousHash === null || previousUntil === null ? null : { hash: previousHash, until: previousUntil },
  };
}
