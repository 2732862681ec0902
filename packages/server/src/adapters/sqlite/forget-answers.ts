import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { scour } from './scour-database.js';

/** Forgets answers that are kept for requests which are repeated, where they speak of items of collections: a request that is repeated behind that is carried out once more.
 * @param file of the answers; nothing happens where there is none. @param names of collections, and their aliases. @throws ServerError STORAGE_FULL, NOT_READY. */
export function forgetAnswers(file: string, names: readonly string[]): void {
  if (!existsSync(file)) return;
  const database = new Database(file, { timeout: 5000 });
  try {
    // As the addresses of items and thumbnails have it, in the body or a header.
    const forget = database.prepare("DELETE FROM answers WHERE instr(answer, '/collections/' || ? || '/') > 0");
    database.pragma('secure_delete = ON');
    for (const name of names) forget.run(name);
    scour(database);
  } finally {
    database.close();
  }
}
