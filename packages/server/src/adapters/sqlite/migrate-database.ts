import type Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';

/** One step from a format of the database to the next. */
export interface Migration {
  /** The format that it leads to, which `user_version` then says: 1 for the first. */
  readonly number: number;
  /** Statements without BEGIN and COMMIT. Tables may be rebuilt: foreign keys are enforced only after the last step. */
  readonly sql: string;
}

/** Brings a database to the format of this program. Each step is one transaction together with its `user_version`, so a crash leaves the format
 * before it or the one behind it, and the next opening goes on. Foreign keys are enforced afterwards.
 * @param migrations by number, from 1 on without a gap.
 * @throws ServerError STORE_DAMAGED for a newer format, or where a step leaves rows that refer to nothing. */
export function migrateDatabase(database: Database.Database, migrations: readonly Migration[]): void {
  const known = migrations.length;
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > known)
    throw new ServerError('STORE_DAMAGED', `database: its format is ${version}, this program knows ${known}; use the newer program`);
  // Has no effect inside a transaction, and a step that rebuilds a table must not delete what refers to it.
  database.pragma('foreign_keys = OFF');
  for (const { number, sql } of migrations.slice(version)) {
    const step = database.transaction(() => {
      // Another process may have taken this step since the version was read.
      if (Number(database.pragma('user_version', { simple: true })) >= number) return;
      database.exec(sql);
      const dangling = database.pragma('foreign_key_check') as readonly unknown[];
      if (dangling.length > 0)
        throw new ServerError('STORE_DAMAGED', `database: format ${number} would leave ${dangling.length} rows that refer to nothing`);
      database.pragma(`user_version = ${number}`);
    });
    step.immediate();
  }
  database.pragma('foreign_keys = ON');
}
