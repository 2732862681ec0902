import type Database from 'better-sqlite3';
import { asideName } from '../../domain/aside-name.js';
import { ServerError } from '../../domain/errors.js';
import { countFacets } from '../../domain/facets.js';
import type { Filter, Filterable, FilterField } from '../../domain/filter.js';
import { cursorBehind, keyOfCursor } from '../../domain/item-cursor.js';
import {
  isStale,
  type CollectionRecord,
  type FacetCount,
  type ItemPage,
  type StoredItem,
  type Write,
  type WriteResult,
} from '../../domain/item-store.js';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import type { CollectionRows } from './collection-rows.js';
import { filterCondition } from './filter-condition.js';
import type { PurgeRows } from './purge-rows.js';
import { toBytes, toVector } from './vector-bytes.js';

/** Index labels are uint32; the last one stays free. */
const MAX_KEY = 2 ** 32 - 2;
const COLUMNS =
  'id, key, version, label, metadata, content_hash AS contentHash, blob, created_at AS createdAt, updated_at AS updatedAt, origin';

interface ItemRow extends Omit<StoredItem, 'metadata'> {
  readonly metadata: string;
}
type Of<T extends Write['type']> = Extract<Write, { readonly type: T }>;

/** The items of collections, as rows. What writes is called inside a transaction. */
export class ItemRows {
  readonly #database: Database.Database;
  readonly #collections: CollectionRows;
  readonly #purges: PurgeRows;

  constructor(database: Database.Database, collections: CollectionRows, purges: PurgeRows) {
    this.#database = database;
    this.#collections = collections;
    this.#purges = purges;
  }

  write(record: CollectionRecord, write: Write, now: string): WriteResult {
    if (write.type === 'add') return this.#add(record, write, now);
    const found = this.get(record.number, write.id);
    if (!found) return { type: 'missing' };
    if (isStale(write, found)) return { type: 'stale', item: found };
    if (write.type === 'patch') return this.#patch(record, found, write, now);
    return write.purge === undefined ? this.#remove(record, found) : this.#purge(record, found, write.purge, now);
  }

  get(number: number, id: string): StoredItem | undefined {
    const row = this.#database
      .prepare<[number, string], ItemRow>(`SELECT ${COLUMNS} FROM items WHERE collection = ? AND id = ?`)
      .get(number, id);
    return row && toItem(row);
  }

  vector(number: number, id: string): Float32Array | undefined {
    const row = this.#database
      .prepare<[number, string], { vector: Buffer }>('SELECT vector FROM items WHERE collection = ? AND id = ?')
      .get(number, id);
    return row && toVector(row.vector);
  }

  keys(number: number): Uint32Array {
    const statement = this.#database.prepare<[number], number>('SELECT key FROM items WHERE collection = ? ORDER BY key').pluck();
    return Uint32Array.from(statement.all(number));
  }

  vectors(number: number, keys: readonly number[]): { key: number; vector: Float32Array }[] {
    const statement = this.#database.prepare<[number, number], Buffer>('SELECT vector FROM items WHERE collection = ? AND key = ?').pluck();
    return keys.flatMap((key) => {
      const bytes = statement.get(number, key);
      return bytes ? [{ key, vector: toVector(bytes) }] : [];
    });
  }

  byKeys(number: number, keys: readonly number[]): StoredItem[] {
    const statement = this.#database.prepare<[number, number], ItemRow>(`SELECT ${COLUMNS} FROM items WHERE collection = ? AND key = ?`);
    return keys.flatMap((key) => {
      const row = statement.get(number, key);
      return row ? [toItem(row)] : [];
    });
  }

  blobsInUse(blobs: readonly string[]): string[] {
    return this.#database
      .prepare<[string], string>('SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM items WHERE blob = value)')
      .pluck()
      .all(JSON.stringify(blobs));
  }

  list(number: number, { filter, after, limit }: { filter?: Filter; after?: string; limit: number }): ItemPage {
    const { sql, parameters } = filterCondition(filter);
    const rows = this.#database
      .prepare<unknown[], ItemRow>(`SELECT ${COLUMNS} FROM items WHERE collection = ? AND key > ? AND ${sql} ORDER BY key LIMIT ?`)
      .all(number, keyOfCursor(after), ...parameters, limit + 1);
    const items = rows.slice(0, limit).map(toItem);
    return { items, next: rows.length > limit ? cursorBehind(items.at(-1)!.key) : undefined };
  }

  keysMatching(number: number, filter: Filter): Uint32Array<ArrayBuffer> {
    const { sql, parameters } = filterCondition(filter);
    const keys = this.#database
      .prepare<unknown[], number>(`SELECT key FROM items WHERE collection = ? AND ${sql}`)
      .pluck()
      .all(number, ...parameters);
    return Uint32Array.from(keys).sort();
  }

  facets(number: number, { field, filter, limit }: { field: FilterField; filter?: Filter; limit: number }): FacetCount[] {
    const { sql, parameters } = filterCondition(filter);
    const rows = this.#database
      .prepare<unknown[], ItemRow>(`SELECT ${COLUMNS} FROM items WHERE collection = ? AND ${sql}`)
      .iterate(number, ...parameters);
    return countFacets(asFilterable(rows), field, limit);
  }

  #add(record: CollectionRecord, { item, copyOf }: Of<'add'>, now: string): WriteResult {
    if (copyOf && this.byKeys(copyOf.collection, [copyOf.key]).length === 0) return { type: 'missing' };
    const found = this.get(record.number, item.id);
    if (found?.contentHash === item.contentHash) return { type: 'existing', item: found };
    if (found && (found.origin === null || found.origin !== item.origin)) return { type: 'conflict', item: found };
    if (item.vector.length !== record.embeddingSize)
      throw new ServerError(
        'BAD_VECTOR',
        `item '${item.id}': ${item.vector.length} numbers, the collection holds vectors of ${record.embeddingSize}`,
      );
    if (found) this.#remove(record, found);
    const { seq, key } = this.#collections.countAdded(record.number);
    if (key > MAX_KEY)
      throw new ServerError(
        'STORAGE_FULL',
        `collection '${record.name}': it has used up all ${MAX_KEY + 1} index labels; fill a new collection`,
      );
    this.#database
      .prepare(
        `INSERT INTO items (collection, id, key, seq, version, label, metadata, content_hash, blob, created_at, updated_at, origin, vector)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        record.number,
        item.id,
        key,
        seq,
        item.version ?? 1,
        item.label,
        JSON.stringify(item.metadata),
        item.contentHash,
        item.blob,
        item.createdAt ?? now,
        item.updatedAt ?? now,
        item.origin,
        toBytes(item.vector),
      );
    const added = this.get(record.number, item.id)!;
    return found ? { type: 'replaced', item: added, previous: found } : { type: 'added', item: added };
  }

  #patch(record: CollectionRecord, found: StoredItem, { changes }: Of<'patch'>, now: string): WriteResult {
    const { label, metadata, origin } = { ...found, ...changes };
    const seq = this.#collections.countChange(record.number, 0);
    this.#database
      .prepare(
        'UPDATE items SET seq = ?, version = version + 1, label = ?, metadata = ?, origin = ?, updated_at = ? WHERE collection = ? AND id = ?',
      )
      .run(seq, label, JSON.stringify(metadata), origin, now, record.number, found.id);
    return { type: 'patched', item: this.get(record.number, found.id)! };
  }

  #purge(record: CollectionRecord, found: StoredItem, purge: string, now: string): WriteResult {
    const { number, name } = record;
    this.#purges.begin({ id: purge, what: 'items', collection: number, name, filter: null }, now);
    this.#purges.count(purge, found, toBytes(this.vector(number, found.id)!));
    const aside = this.#collections.get(asideName(name));
    const copy = aside && this.get(aside.number, found.id);
    if (copy) {
      this.#purges.leave(copy.blob);
      this.#remove(aside, copy);
    }
    return this.#remove(record, found);
  }

  #remove(record: CollectionRecord, found: StoredItem): WriteResult {
    const seq = this.#collections.countChange(record.number, -1);
    this.#database.prepare('DELETE FROM items WHERE collection = ? AND id = ?').run(record.number, found.id);
    this.#database.prepare('INSERT INTO removals (collection, seq, key) VALUES (?, ?, ?)').run(record.number, seq, found.key);
    return { type: 'removed', item: found };
  }
}

function toItem(row: ItemRow): StoredItem {
  return { ...row, metadata: readStoredMetadata(row.metadata) };
}

function* asFilterable(rows: Iterable<ItemRow>): Iterable<Filterable> {
  for (const row of rows) yield toItem(row);
}
