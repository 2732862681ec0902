import type Database from 'better-sqlite3';
import type { AuditEntry, AuditPage, AuditQuery } from '../../domain/audit-log.js';
import { auditCursor, requireAuditLimit } from '../../domain/audit-rules.js';
import { ALL_AUDIT_MIGRATIONS } from './audit-migrations/all-audit-migrations.js';
import { openDatabase, writeTransaction } from './open-database.js';

type Row = Omit<AuditEntry, 'target'> & { readonly number: number; readonly target: string };

/** The audit log in one SQLite file; synchronous, so it lives in a worker. Each method is one transaction. */
export class SqliteAuditDatabase {
  readonly #database: Database.Database;

  /** @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openDatabase(file, ALL_AUDIT_MIGRATIONS);
  }

  append(entries: readonly AuditEntry[]): void {
    writeTransaction(this.#database, () => {
      const insert = this.#database.prepare(
        `INSERT INTO audit (at, who, key_id, address, request_id, operation, target, outcome, status, code)
         VALUES (:at, :who, :keyId, :address, :requestId, :operation, :target, :outcome, :status, :code)`,
      );
      for (const entry of entries) insert.run({ ...entry, target: JSON.stringify(entry.target) });
    });
  }

  query({ who, operation, outcome, since, until, after, limit }: AuditQuery): AuditPage {
    const values = { below: auditCursor(after), rows: requireAuditLimit(limit) + 1, who, operation, outcome, since, until };
    // Only conditions that are asked for, so that the index of one of them can be taken.
    const conditions = [
      'number < :below',
      ...(who === undefined ? [] : ['who = :who']),
      ...(operation === undefined ? [] : ['operation = :operation']),
      ...(outcome === undefined ? [] : ['outcome = :outcome']),
      ...(since === undefined ? [] : ['at >= :since']),
      ...(until === undefined ? [] : ['at < :until']),
    ];
    const rows = this.#database
      .prepare<unknown[], Row>(
        `SELECT number, at, who, key_id AS keyId, address, request_id AS requestId, operation, target, outcome, status, code
         FROM audit WHERE ${conditions.join(' AND ')} ORDER BY number DESC LIMIT :rows`,
      )
      .all(values);
    const page = rows.slice(0, limit);
    return {
      entries: page.map(({ number: _, target, ...row }) => ({ ...row, target: JSON.parse(target) as Record<string, string> })),
      next: rows.length > page.length ? String(page.at(-1)!.number) : undefined,
    };
  }

  trim(before: string, rows: number): number {
    return writeTransaction(this.#database, () => {
      const old = this.#database.prepare('DELETE FROM audit WHERE at < ?').run(before).changes;
      const last = this.#database
        .prepare<[number], number>('SELECT number FROM audit ORDER BY number DESC LIMIT 1 OFFSET ?')
        .pluck()
        .get(rows);
      return last === undefined ? old : old + this.#database.prepare('DELETE FROM audit WHERE number <= ?').run(last).changes;
    });
  }

  close(): void {
    this.#database.close();
  }
}
