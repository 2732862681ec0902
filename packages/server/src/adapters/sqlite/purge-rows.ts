import type Database from 'better-sqlite3';
import { asideName } from '../../domain/aside-name.js';
import type { StoredItem } from '../../domain/item-store.js';
import { MOST_RECEIPTS, newPurge, purgeCursor, withRemoved } from '../../domain/purge-rules.js';
import type { NewPurge, PendingPurge, Purge, PurgeHolder, PurgePage } from '../../domain/purge-store.js';

const COLUMNS = `number, id, what, collection, name, filter, requested_at AS requestedAt, removed_at AS removedAt, finished_at AS finishedAt, items, ids,
  sha256, problem, held_by AS heldBy`;

interface PurgeRow extends Omit<PendingPurge, 'filter' | 'ids' | 'heldBy'> {
  readonly number: number;
  readonly filter: string | null;
  readonly ids: string;
  readonly heldBy: string;
}

/** Purges, as rows. What writes is called inside a transaction. */
export class PurgeRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  begin(wanted: NewPurge, now: string): Purge {
    const purge = newPurge(wanted, now);
    this.#database
      .prepare(
        `INSERT OR IGNORE INTO purges (id, what, collection, name, filter, requested_at, items, ids, sha256, held_by)
         VALUES (:id, :what, :collection, :name, :filter, :requestedAt, :items, '[]', :sha256, '[]')`,
      )
      .run({ ...purge, filter: purge.filter && JSON.stringify(purge.filter), ids: null, heldBy: null });
    return this.get(purge.id)!;
  }

  withdraw(id: string): void {
    this.#database.prepare('DELETE FROM purges WHERE id = ? AND items = 0 AND finished_at IS NULL').run(id);
  }

  get(id: string): Purge | undefined {
    const row = this.#database.prepare<[string], PurgeRow>(`SELECT ${COLUMNS} FROM purges WHERE id = ?`).get(id);
    return row && toPurge(row);
  }

  list({ names, after, limit }: { names?: readonly string[] | undefined; after?: string | undefined; limit: number }): PurgePage {
    const rows = this.#database
      .prepare<unknown[], PurgeRow>(
        `SELECT ${COLUMNS} FROM purges WHERE number < :below AND (:names IS NULL OR name IN (SELECT value FROM json_each(:names)))
         ORDER BY number DESC LIMIT :rows`,
      )
      .all({ below: purgeCursor(after), names: names === undefined ? null : JSON.stringify(names), rows: limit + 1 });
    return { purges: rows.slice(0, limit).map(toPurge), next: rows.length > limit ? String(rows[limit - 1]!.number) : undefined };
  }

  pending(): PendingPurge[] {
    return this.#database
      .prepare<[], PurgeRow>(`SELECT ${COLUMNS} FROM purges WHERE finished_at IS NULL ORDER BY number`)
      .all()
      .map((row) => ({ ...toPurge(row), filter: row.filter === null ? null : (JSON.parse(row.filter) as PendingPurge['filter']) }));
  }

  /** Counts an item that was removed, and leaves its pictures to be deleted. */
  count(id: string, item: Pick<StoredItem, 'id' | 'contentHash' | 'blob'>, vector: Uint8Array): void {
    const { items, ids, sha256 } = withRemoved(this.get(id)!, item, vector);
    this.#database.prepare('UPDATE purges SET items = ?, ids = ?, sha256 = ? WHERE id = ?').run(items, JSON.stringify(ids), sha256, id);
    this.leave(item.blob);
  }

  leave(blob: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO purge_leftovers (blob) VALUES (?)').run(blob);
  }

  /** The purge that a collection as a whole, or what is built beside it, is being deleted for. */
  ofCollection(number: number, name: string): string | undefined {
    return this.#database
      .prepare<unknown[], string>(
        `SELECT id FROM purges WHERE what = 'collection' AND finished_at IS NULL AND (collection = :number OR name || :suffix = :name)`,
      )
      .pluck()
      .get({ number, name, suffix: asideName('') });
  }

  removed(id: string, now: string): void {
    this.#database.prepare('UPDATE purges SET filter = NULL, removed_at = coalesce(removed_at, ?) WHERE id = ?').run(now, id);
    const purge = this.get(id);
    if (!purge) return;
    const { what, name } = purge;
    const erase = 'UPDATE collections SET erased_seq = last_seq';
    if (what === 'deleted' && name === null) this.#database.prepare(erase).run();
    else if (name !== null) this.#database.prepare(`${erase} WHERE name IN (?, ?)`).run(name, asideName(name));
  }

  leftovers(limit: number): string[] {
    return this.#database.prepare<[number], string>('SELECT blob FROM purge_leftovers LIMIT ?').pluck().all(limit);
  }

  dropLeftovers(blobs: readonly string[]): void {
    this.#database.prepare('DELETE FROM purge_leftovers WHERE blob IN (SELECT value FROM json_each(?))').run(JSON.stringify(blobs));
  }

  failed(ids: readonly string[], problem: string): void {
    this.#database.prepare('UPDATE purges SET problem = ? WHERE id IN (SELECT value FROM json_each(?))').run(problem, JSON.stringify(ids));
  }

  finish(id: string, heldBy: readonly PurgeHolder[], now: string): void {
    this.#database
      .prepare('UPDATE purges SET finished_at = coalesce(finished_at, ?), held_by = ?, problem = NULL WHERE id = ?')
      .run(now, JSON.stringify(heldBy), id);
    this.#database
      .prepare(
        'DELETE FROM purges WHERE finished_at IS NOT NULL AND number <= (SELECT number FROM purges ORDER BY number DESC LIMIT 1 OFFSET ?)',
      )
      .run(MOST_RECEIPTS);
  }
}

function toPurge({ number: _, filter: __, ids, heldBy, ...rest }: PurgeRow): Purge {
  return { ...rest, ids: JSON.parse(ids) as string[], heldBy: JSON.parse(heldBy) as PurgeHolder[] };
}
