import type Database from 'better-sqlite3';
import type { StoreLoss } from '../../domain/item-store.js';
import type { Witnessed, WitnessedCollection } from './commit-witness.js';

/** What was committed and is not there any more, as rows. What writes is called inside a transaction. */
export class LossRows {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  all(): StoreLoss[] {
    return this.#database
      .prepare<[], StoreLoss>(
        `SELECT collection, name, found_at AS foundAt, items, from_seq AS fromSeq, to_seq AS toSeq FROM losses ORDER BY found_at, collection`,
      )
      .all();
  }

  forget(): number {
    return this.#database.prepare('DELETE FROM losses').run().changes;
  }

  /** How far each collection has come now. */
  standing(): WitnessedCollection[] {
    return this.#database
      .prepare<[], WitnessedCollection>(
        "SELECT number, name, items, last_seq AS lastSeq, next_key AS nextKey FROM collections WHERE name NOT GLOB 'deleted/*' ORDER BY number",
      )
      .all();
  }

  /** Writes down what is missing of what was witnessed, and sees to it that the numbers, seqs and keys of what is gone are never given again. */
  record({ collections }: Witnessed, now: string): void {
    const standing = new Map(this.standing().map((collection) => [collection.number, collection]));
    for (const [number, before] of collections) {
      const here = standing.get(number);
      if (!before || (here && here.lastSeq >= before.lastSeq)) continue;
      this.#database
        .prepare('INSERT INTO losses (collection, name, found_at, items, from_seq, to_seq) VALUES (?, ?, ?, ?, ?, ?)')
        .run(number, before.name, now, Math.max(0, before.items - (here?.items ?? 0)), (here?.lastSeq ?? 0) + 1, before.lastSeq);
      this.#database
        .prepare('UPDATE collections SET last_seq = max(last_seq, ?), next_key = max(next_key, ?) WHERE number = ?')
        .run(before.lastSeq, before.nextKey, number);
      this.#keepNumber(number);
    }
  }

  #keepNumber(number: number): void {
    const { changes } = this.#database.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'collections'").run(number);
    if (changes === 0) this.#database.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('collections', ?)").run(number);
  }
}
