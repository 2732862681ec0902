import type Database from 'better-sqlite3';
import type { Change, Changes } from '../../domain/item-store.js';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import { toVector } from './vector-bytes.js';

type ChangeRow =
  | { readonly seq: number; readonly key: number; readonly id: null }
  | {
      readonly seq: number;
      readonly key: number;
      readonly id: string;
      readonly label: string | null;
      readonly metadata: string;
      readonly createdAt: string;
      readonly vector: Buffer;
    };

/** The history of collections: items by the seq of their last change, and what was removed. */
export class ChangeRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Called inside a transaction, so that all of it is of one moment. */
  behind(number: number, afterSeq: number, limit: number): Changes {
    const rows = this.#database
      .prepare<[number, number, number, number, number], ChangeRow>(
        `SELECT seq, key, id, label, metadata, created_at AS createdAt, vector FROM items WHERE collection = ? AND seq > ?
         UNION ALL SELECT seq, key, NULL, NULL, NULL, NULL, NULL FROM removals WHERE collection = ? AND seq > ? ORDER BY seq LIMIT ?`,
      )
      .all(number, afterSeq, number, afterSeq, limit);
    const collection = this.#database
      .prepare<[number], Omit<Changes, 'changes'>>(
        'SELECT items, last_seq AS lastSeq, trimmed_seq AS trimmedSeq FROM collections WHERE number = ?',
      )
      .get(number)!;
    return { changes: rows.map(toChange), ...collection };
  }

  /** Called inside a transaction. */
  trim(number: number, seq: number): void {
    this.#database.prepare('DELETE FROM removals WHERE collection = ? AND seq <= ?').run(number, seq);
    this.#database.prepare('UPDATE collections SET trimmed_seq = max(trimmed_seq, min(?, last_seq)) WHERE number = ?').run(seq, number);
  }
}

function toChange(row: ChangeRow): Change {
  const { seq, key } = row;
  if (row.id === null) return { type: 'remove', seq, key };
  const { id, label, createdAt } = row;
  const metadata = readStoredMetadata(row.metadata);
  return { type: 'put', seq, key, id, vector: toVector(row.vector), label, metadata, createdAt };
}
