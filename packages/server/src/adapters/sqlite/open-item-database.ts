import type Database from 'better-sqlite3';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import { createFits } from './filter-condition.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { openDatabase } from './open-database.js';

/** Opens the database of the item store, with a function `fits` by which its statements filter items.
 * @param file is made when missing, with its folder. @throws ServerError STORE_LOCKED, STORE_DAMAGED, STORAGE_FULL. */
export function openItemDatabase(file: string): Database.Database {
  const database = openDatabase(file, ALL_MIGRATIONS);
  // What is deleted is overwritten, and not only marked as free.
  database.pragma('secure_delete = ON');
  const fits = createFits();
  database.function('fits', { deterministic: true, directOnly: true }, (text, id, label, createdAt, metadata) => {
    const item = { id: id as string, label: label as string | null, createdAt: createdAt as string };
    const matches = fits(text as string, {
      ...item,
      get metadata() {
        return readStoredMetadata(metadata as string);
      },
    });
    return matches ? 1 : 0;
  });
  return database;
}
