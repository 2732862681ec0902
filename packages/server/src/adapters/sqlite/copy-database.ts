import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';

const PAGES_AT_ONCE = 1000;

/** What an items database holds, for whoever holds a copy against it. */
export interface DescribedItems {
  readonly storeId: string;
  readonly collections: readonly { readonly name: string; readonly items: number; readonly rows: number; readonly lastSeq: number }[];
}

/** Copies a database at one moment, whatever other processes write to it meanwhile. The copy is whole or not there.
 * @throws ServerError STORE_DAMAGED where it cannot be read. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const temporary = `${to}.tmp`;
  await rm(temporary, { force: true });
  await reading(from, async (database) => {
    await database.backup(temporary, { progress: () => PAGES_AT_ONCE });
  });
  // The log of changes is the original's; the copy stands for itself.
  const copy = new Database(temporary);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
  const descriptor = openSync(temporary, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  await rename(temporary, to);
}

/** @returns what is wrong with a database, by SQLite's own check; nothing where all is well. */
export function faultsOfDatabase(file: string): Promise<readonly string[]> {
  return reading(file, (database) => {
    const said = database.pragma('integrity_check(20)') as readonly { readonly integrity_check: string }[];
    const dangling = database.pragma('foreign_key_check') as readonly unknown[];
    return Promise.resolve([
      ...said.map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok'),
      ...(dangling.length > 0 ? [`${dangling.length} rows refer to nothing`] : []),
    ]);
  });
}

/** What the items database of a home, or a copy of it, holds. */
export function describeItems(file: string): Promise<DescribedItems> {
  return reading(file, (database) => {
    const storeId = database.prepare<[], string>('SELECT store_id FROM beginning').pluck().get() ?? '';
    const collections = database
      .prepare<[], DescribedItems['collections'][number]>(
        `SELECT name, items, last_seq AS lastSeq, (SELECT count(*) FROM items WHERE collection = number) AS rows
         FROM collections WHERE name NOT GLOB 'deleted/*' ORDER BY name`,
      )
      .all();
    return Promise.resolve({ storeId, collections });
  });
}

/** Whether a copy of the items database has any of these items of a collection, or, where none are named, the collection. */
export function holdsItems(file: string, collection: string, ids: readonly string[] | undefined): Promise<boolean> {
  return reading(file, (database) => {
    const named = 'SELECT number FROM collections WHERE name = ?';
    const found =
      ids === undefined
        ? database.prepare<[string], number>(named).pluck().get(collection)
        : database
            .prepare<[string, string], number>(
              `SELECT 1 FROM items WHERE collection = (${named}) AND id IN (SELECT value FROM json_each(?)) LIMIT 1`,
            )
            .pluck()
            .get(collection, JSON.stringify(ids));
    return Promise.resolve(found !== undefined);
  });
}

/** The blobs of all items of a database. */
export function blobsOfItems(file: string): Promise<readonly string[]> {
  return reading(file, (database) => Promise.resolve(database.prepare<[], string>('SELECT blob FROM items').pluck().all()));
}

/** Gives a copy that is to live on by itself an identity of its own: what was kept beside the original is not its. */
export function becomeAnotherStore(file: string): void {
  const database = new Database(file);
  try {
    database.prepare('UPDATE beginning SET store_id = ?').run(randomBytes(16).toString('hex'));
  } finally {
    database.close();
  }
}

async function reading<T>(file: string, read: (database: Database.Database) => Promise<T>): Promise<T> {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    return await read(database);
  } catch (cause) {
    if (!(cause instanceof Database.SqliteError || cause instanceof TypeError)) throw cause;
    throw new ServerError('STORE_DAMAGED', `${file} cannot be read: ${cause.message}`, { cause });
  } finally {
    database?.close();
  }
}
