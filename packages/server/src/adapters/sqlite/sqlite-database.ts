import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';
import type { Change, CollectionRecord, NewItem, StoredItem, VectorSource, Write, WriteResult } from '../../domain/item-store.js';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import { migrateDatabase } from './migrate-database.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';

/** Index labels are uint32; the last one stays free. */
const MAX_KEY = 2 ** 32 - 2;

const COLLECTION_COLUMNS = `number, name, created_at AS createdAt, model_name AS modelName, model_version AS modelVersion,
  encoder_hash AS encoderHash, embedding_size AS embeddingSize, items, last_seq AS lastSeq`;
const ITEM_COLUMNS = 'id, key, label, metadata, content_hash AS contentHash, blob, created_at AS createdAt';

interface ItemRow extends Omit<StoredItem, 'metadata'> {
  readonly metadata: string;
}

/** The database file and its statements; synchronous, so it lives in a worker. One process at a time: the lock is the database's own and goes
 * with the process, however that ends. */
export class SqliteDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    mkdirSync(path.dirname(file), { recursive: true });
    try {
      this.#database = new Database(file, { timeout: 2000 });
      this.#prepare();
    } catch (cause) {
      throw describeOpenError(file, cause);
    }
  }

  createCollection(name: string, source: VectorSource): { created: boolean; record: CollectionRecord } {
    return this.#write(() => {
      const found = this.#database
        .prepare<[string], CollectionRecord>(`SELECT ${COLLECTION_COLUMNS} FROM collections WHERE name = ?`)
        .get(name);
      if (found && found.name !== name)
        throw new ServerError(
          'COLLECTION_CONFLICT',
          `collection '${name}': '${found.name}' is there already; names must differ in more than case`,
        );
      if (found) return { created: false, record: found };
      this.#database
        .prepare(
          'INSERT INTO collections (name, created_at, model_name, model_version, encoder_hash, embedding_size) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(name, new Date().toISOString(), source.modelName, source.modelVersion, source.encoderHash, source.embeddingSize);
      return { created: true, record: this.#require(name) };
    });
  }

  collections(): CollectionRecord[] {
    return this.#database.prepare<[], CollectionRecord>(`SELECT ${COLLECTION_COLUMNS} FROM collections ORDER BY name`).all();
  }

  collection(name: string): CollectionRecord | undefined {
    return this.#database
      .prepare<[string], CollectionRecord>(`SELECT ${COLLECTION_COLUMNS} FROM collections WHERE name = ? COLLATE BINARY`)
      .get(name);
  }

  deleteCollection(name: string): boolean {
    return this.#write(() => this.#database.prepare('DELETE FROM collections WHERE name = ? COLLATE BINARY').run(name).changes > 0);
  }

  commit(collection: string, writes: readonly Write[]): WriteResult[] {
    return this.#write(() => {
      const record = this.#require(collection);
      return writes.map((write) => (write.type === 'add' ? this.#add(record, write.item) : this.#remove(record, write.id)));
    });
  }

  get(collection: string, id: string): StoredItem | undefined {
    return this.#item(this.#require(collection).number, id);
  }

  vector(collection: string, id: string): Float32Array | undefined {
    const row = this.#database
      .prepare<[number, string], { vector: Buffer }>('SELECT vector FROM items WHERE collection = ? AND id = ?')
      .get(this.#require(collection).number, id);
    return row && toVector(row.vector);
  }

  byKeys(collection: string, keys: readonly number[]): StoredItem[] {
    const { number } = this.#require(collection);
    const statement = this.#database.prepare<[number, number], ItemRow>(
      `SELECT ${ITEM_COLUMNS} FROM items WHERE collection = ? AND key = ?`,
    );
    return keys.flatMap((key) => {
      const row = statement.get(number, key);
      return row ? [toItem(row)] : [];
    });
  }

  changes(collection: string, afterSeq: number, limit: number): Change[] {
    const { number } = this.#require(collection);
    const rows = this.#database
      .prepare<[number, number, number, number, number], { seq: number; key: number; vector: Buffer | null }>(
        `SELECT seq, key, vector FROM items WHERE collection = ? AND seq > ?
         UNION ALL SELECT seq, key, NULL FROM removals WHERE collection = ? AND seq > ? ORDER BY seq LIMIT ?`,
      )
      .all(number, afterSeq, number, afterSeq, limit);
    return rows.map(({ seq, key, vector }) => ({ seq, key, vector: vector && toVector(vector) }));
  }

  close(): void {
    this.#database.close();
  }

  #prepare(): void {
    const database = this.#database;
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma('journal_mode = WAL');
    // better-sqlite3 opens WAL databases with NORMAL, which may lose the last commits when the power goes.
    database.pragma('synchronous = FULL');
    database.pragma('trusted_schema = OFF');
    const mode = database.pragma('journal_mode', { simple: true });
    const synchronous = database.pragma('synchronous', { simple: true });
    if (mode !== 'wal' || synchronous !== 2)
      throw new ServerError(
        'STORE_DAMAGED',
        `database: needs journal_mode wal and synchronous 2, got ${String(mode)} and ${String(synchronous)}`,
      );
    // Takes the exclusive lock now rather than at the first write.
    database.exec('BEGIN IMMEDIATE; COMMIT');
    migrateDatabase(database, ALL_MIGRATIONS);
  }

  #add(record: CollectionRecord, item: NewItem): WriteResult {
    const found = this.#item(record.number, item.id);
    if (found) return { type: found.contentHash === item.contentHash ? 'existing' : 'conflict', item: found };
    if (item.vector.length !== record.embeddingSize)
      throw new ServerError(
        'BAD_VECTOR',
        `item '${item.id}': ${item.vector.length} numbers, the collection holds vectors of ${record.embeddingSize}`,
      );
    const { seq, key } = this.#database
      .prepare<[number], { seq: number; key: number }>(
        'UPDATE collections SET last_seq = last_seq + 1, next_key = next_key + 1, items = items + 1 WHERE number = ? RETURNING last_seq AS seq, next_key - 1 AS key',
      )
      .get(record.number)!;
    if (key > MAX_KEY)
      throw new ServerError(
        'STORAGE_FULL',
        `collection '${record.name}': it has used up all ${MAX_KEY + 1} index labels; fill a new collection`,
      );
    this.#database
      .prepare(
        'INSERT INTO items (collection, id, key, seq, label, metadata, content_hash, blob, created_at, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        record.number,
        item.id,
        key,
        seq,
        item.label,
        JSON.stringify(item.metadata),
        item.contentHash,
        item.blob,
        new Date().toISOString(),
        toBytes(item.vector),
      );
    return { type: 'added', item: this.#item(record.number, item.id)! };
  }

  #remove(record: CollectionRecord, id: string): WriteResult {
    const found = this.#item(record.number, id);
    if (!found) return { type: 'missing' };
    const { seq } = this.#database
      .prepare<[number], { seq: number }>(
        'UPDATE collections SET last_seq = last_seq + 1, items = items - 1 WHERE number = ? RETURNING last_seq AS seq',
      )
      .get(record.number)!;
    this.#database.prepare('DELETE FROM items WHERE collection = ? AND id = ?').run(record.number, id);
    this.#database.prepare('INSERT INTO removals (collection, seq, key) VALUES (?, ?, ?)').run(record.number, seq, found.key);
    return { type: 'removed', item: found };
  }

  #item(number: number, id: string): StoredItem | undefined {
    const row = this.#database
      .prepare<[number, string], ItemRow>(`SELECT ${ITEM_COLUMNS} FROM items WHERE collection = ? AND id = ?`)
      .get(number, id);
    return row && toItem(row);
  }

  #require(name: string): CollectionRecord {
    const record = this.collection(name);
    if (!record)
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return record;
  }

  #write<T>(action: () => T): T {
    try {
      return this.#database.transaction(action).immediate();
    } catch (cause) {
      if (cause instanceof Database.SqliteError && cause.code === 'SQLITE_FULL')
        throw new ServerError('STORAGE_FULL', 'the disk is full: nothing was stored; make room and try again', { cause });
      throw cause;
    }
  }
}

function toItem(row: ItemRow): StoredItem {
  return { ...row, metadata: readStoredMetadata(row.metadata) };
}

/** Little-endian float32, whatever the machine. */
function toBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes;
}

function toVector(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

function describeOpenError(file: string, cause: unknown): ServerError {
  if (cause instanceof ServerError) return cause;
  const code = cause instanceof Database.SqliteError ? cause.code : undefined;
  if (code?.startsWith('SQLITE_BUSY') === true || code?.startsWith('SQLITE_LOCKED') === true)
    return new ServerError('STORE_LOCKED', `${file} is in use by another process; stop that server, or add pictures through its API`, {
      cause,
    });
  if (code === 'SQLITE_FULL') return new ServerError('STORAGE_FULL', `${file} cannot be opened: the disk is full; make room`, { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ServerError('STORE_DAMAGED', `${file} cannot be opened: ${reason}; restore a backup, or move it away to start empty`, {
    cause,
  });
}
