import type Database from 'better-sqlite3';
import {
  ANSWER_KEPT_MS,
  ANSWER_LEASE_MS,
  instantBefore,
  MOST_ANSWERS,
  type AnswerClaim,
  type AnswerKey,
  type StoredAnswer,
} from '../../domain/answer-store.js';
import { ALL_ANSWER_MIGRATIONS } from './answer-migrations/all-answer-migrations.js';
import { openDatabase, writeTransaction } from './open-database.js';

interface Row {
  readonly fingerprint: string;
  readonly heardAt: string;
  readonly answer: string | null;
}

const OWN = 'caller = :caller AND key = :key AND holder = :holder AND answer IS NULL';

/** The answers in one SQLite file; synchronous, so it lives in a worker. Each method is one transaction. */
export class SqliteAnswersDatabase {
  readonly #database: Database.Database;
  readonly #most: number;

  /** @param most requests that are remembered. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string, most: number = MOST_ANSWERS) {
    this.#most = most;
    this.#database = openDatabase(file, ALL_ANSWER_MIGRATIONS);
  }

  begin({ caller, key }: AnswerKey, fingerprint: string, holder: string, now: string): AnswerClaim {
    return writeTransaction(this.#database, () => {
      this.#forget(now);
      const found = this.#database
        .prepare<[string, string], Row>('SELECT fingerprint, heard_at AS heardAt, answer FROM answers WHERE caller = ? AND key = ?')
        .get(caller, key);
      if (found && found.fingerprint !== fingerprint) return { type: 'other' };
      if (found && found.answer !== null) return { type: 'answered', answer: JSON.parse(found.answer) as StoredAnswer };
      if (found && found.heardAt > instantBefore(now, ANSWER_LEASE_MS)) return { type: 'underWay' };
      this.#database
        .prepare('INSERT OR REPLACE INTO answers (caller, key, fingerprint, holder, heard_at, answer) VALUES (?, ?, ?, ?, ?, NULL)')
        .run(caller, key, fingerprint, holder, now);
      return { type: 'begun' };
    });
  }

  extend(key: AnswerKey, holder: string, now: string): void {
    writeTransaction(this.#database, () => {
      this.#database.prepare(`UPDATE answers SET heard_at = :now WHERE ${OWN}`).run({ ...key, holder, now });
    });
  }

  keep(key: AnswerKey, holder: string, answer: StoredAnswer, now: string): void {
    writeTransaction(this.#database, () => {
      this.#database
        .prepare(`UPDATE answers SET heard_at = :now, answer = :answer WHERE ${OWN}`)
        .run({ ...key, holder, now, answer: JSON.stringify(answer) });
    });
  }

  release(key: AnswerKey, holder: string): void {
    writeTransaction(this.#database, () => {
      this.#database.prepare(`DELETE FROM answers WHERE ${OWN}`).run({ ...key, holder });
    });
  }

  close(): void {
    this.#database.close();
  }

  #forget(now: string): void {
    this.#database.prepare('DELETE FROM answers WHERE heard_at < ?').run(instantBefore(now, ANSWER_KEPT_MS));
    const over = this.#database.prepare<[], number>('SELECT count(*) FROM answers').pluck().get()! - this.#most;
    if (over > 0)
      this.#database
        .prepare(
          `DELETE FROM answers WHERE (caller, key) IN
             (SELECT caller, key FROM answers WHERE answer IS NOT NULL ORDER BY heard_at LIMIT ?)`,
        )
        .run(over);
  }
}
