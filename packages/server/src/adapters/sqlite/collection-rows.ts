import type Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';
import type { AliasRecord, CollectionRecord, CollectionRef, StoreBounds, StoredItem, VectorSource } from '../../domain/item-store.js';
import type { PurgeRows } from './purge-rows.js';

const COLUMNS = `number, name, created_at AS createdAt, model_name AS modelName, model_version AS modelVersion,
  encoder_hash AS encoderHash, embedding_size AS embeddingSize, items, last_seq AS lastSeq, erased_seq AS erasedSeq`;

/** How the name of a deleted collection begins until its rows are gone: no name that anybody can give. */
const HIDDEN = 'deleted/';
const ROWS_AT_ONCE = 500;

type PurgedRow = Pick<StoredItem, 'id' | 'contentHash' | 'blob'> & { readonly vector: Buffer };

/** Collections and their aliases, as rows. What writes is called inside a transaction. */
export class CollectionRows {
  readonly #database: Database.Database;

  readonly #purges: PurgeRows;

  constructor(database: Database.Database, purges: PurgeRows) {
    this.#database = database;
    this.#purges = purges;
  }

  create(name: string, source: VectorSource, now: string): { created: boolean; record: CollectionRecord } {
    const found = this.#database.prepare<[string], CollectionRecord>(`SELECT ${COLUMNS} FROM collections WHERE name = ?`).get(name);
    if (found && found.name !== name)
      throw new ServerError(
        'COLLECTION_CONFLICT',
        `collection '${name}': '${found.name}' is there already; names must differ in more than case`,
      );
    if (found) return { created: false, record: found };
    if (this.#database.prepare('SELECT 1 FROM aliases WHERE alias = ?').get(name))
      throw new ServerError('COLLECTION_CONFLICT', `collection '${name}': an alias has this name already; choose another`);
    this.#database
      .prepare(
        'INSERT INTO collections (name, created_at, model_name, model_version, encoder_hash, embedding_size) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(name, now, source.modelName, source.modelVersion, source.encoderHash, source.embeddingSize);
    return { created: true, record: this.require(name) };
  }

  all(): CollectionRecord[] {
    return this.#database
      .prepare<[string], CollectionRecord>(`SELECT ${COLUMNS} FROM collections WHERE name NOT GLOB ? ORDER BY name`)
      .all(`${HIDDEN}*`);
  }

  get(name: string): CollectionRecord | undefined {
    return this.#database.prepare<[string], CollectionRecord>(`SELECT ${COLUMNS} FROM collections WHERE name = ? COLLATE BINARY`).get(name);
  }

  bounds(): StoreBounds {
    return this.#database
      .prepare<[], StoreBounds>(
        `SELECT store_id AS storeId, begun_at AS begunAt, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'collections'), 0) AS lastNumber FROM beginning`,
      )
      .get()!;
  }

  /** @throws ServerError COLLECTION_NOT_FOUND. */
  require(ref: CollectionRef): CollectionRecord {
    const name = typeof ref === 'string' ? ref : ref.name;
    const record = this.get(name);
    if (!record || (typeof ref !== 'string' && ref.number !== record.number))
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return record;
  }

  /** Takes a collection out of every list, with its aliases and losses: it is deleted, though its rows are there still. Where it is purged, all that lies beside them is
   * left to be deleted. */
  hide(number: number): void {
    const name = this.#database.prepare<[number], string>('SELECT name FROM collections WHERE number = ?').pluck().get(number)!;
    if (this.#purges.ofCollection(number, name) !== undefined) this.#purges.leave(String(number));
    this.#database.prepare('DELETE FROM aliases WHERE collection = ?').run(number);
    this.#database.prepare('DELETE FROM losses WHERE collection = ?').run(number);
    this.#database.prepare('UPDATE collections SET name = ? WHERE number = ?').run(`${HIDDEN}${number}`, number);
  }

  /** Numbers of the collections that are deleted and whose rows are there still. */
  hidden(): number[] {
    return this.#database.prepare<[string], number>('SELECT number FROM collections WHERE name GLOB ?').pluck().all(`${HIDDEN}*`);
  }

  /** Deletes some of the rows of a hidden collection, in the end its own. @returns whether there are more. */
  deletePart(number: number): boolean {
    this.#countPurged(number);
    for (const table of ['items', 'removals'] as const) {
      const rows = table === 'items' ? 'rowid IN (SELECT rowid' : 'seq IN (SELECT seq';
      const { changes } = this.#database
        .prepare(`DELETE FROM ${table} WHERE collection = ? AND ${rows} FROM ${table} WHERE collection = ? LIMIT ${ROWS_AT_ONCE})`)
        .run(number, number);
      if (changes > 0) return true;
    }
    this.#database.prepare('DELETE FROM collections WHERE number = ?').run(number);
    return false;
  }

  /** Counts to a purge what the next step deletes: its own collection's, for which alone it is a receipt. */
  #countPurged(number: number): void {
    const purge = this.#purges.ofCollection(number, '');
    if (purge === undefined) return;
    const rows = this.#database
      .prepare<[number], PurgedRow>(
        `SELECT id, content_hash AS contentHash, blob, vector FROM items WHERE collection = ? LIMIT ${ROWS_AT_ONCE}`,
      )
      .all(number);
    for (const { vector, ...item } of rows) this.#purges.count(purge, item, vector);
  }

  replace(replacement: CollectionRef, name: string, lastSeq: number): boolean {
    const next = this.require(replacement);
    const previous = this.require(name);
    if (previous.lastSeq !== lastSeq) return false;
    this.#database.prepare('UPDATE aliases SET collection = ? WHERE collection = ?').run(next.number, previous.number);
    this.hide(previous.number);
    this.#database
      .prepare('UPDATE collections SET name = ?, created_at = ? WHERE number = ?')
      .run(previous.name, previous.createdAt, next.number);
    return true;
  }

  setAlias(alias: string, collection: string): void {
    const { number } = this.require(collection);
    if (this.#database.prepare('SELECT 1 FROM collections WHERE name = ?').get(alias))
      throw new ServerError('COLLECTION_CONFLICT', `alias '${alias}': a collection has this name already; choose another`);
    this.#database.prepare('INSERT OR REPLACE INTO aliases (alias, collection) VALUES (?, ?)').run(alias, number);
  }

  removeAlias(alias: string): boolean {
    return this.#database.prepare('DELETE FROM aliases WHERE alias = ?').run(alias).changes > 0;
  }

  aliases(): AliasRecord[] {
    return this.#database
      .prepare<[], AliasRecord>('SELECT alias, name AS collection FROM aliases JOIN collections ON number = collection ORDER BY alias')
      .all();
  }

  /** Counts one more item, and gives it its key and its seq. */
  countAdded(number: number): { seq: number; key: number } {
    return this.#database
      .prepare<[number], { seq: number; key: number }>(
        'UPDATE collections SET last_seq = last_seq + 1, next_key = next_key + 1, items = items + 1 WHERE number = ? RETURNING last_seq AS seq, next_key - 1 AS key',
      )
      .get(number)!;
  }

  /** The seq of a change that adds no item. @param items how many there are more: 0 or -1. */
  countChange(number: number, items: 0 | -1): number {
    return this.#database
      .prepare<[number, number], { seq: number }>(
        'UPDATE collections SET last_seq = last_seq + 1, items = items + ? WHERE number = ? RETURNING last_seq AS seq',
      )
      .get(items, number)!.seq;
  }
}
