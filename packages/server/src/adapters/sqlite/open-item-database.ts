import type Database from 'better-sqlite3';
import { matchesFilter, type Filter } from '../../domain/filter.js';
import { readStoredMetadata } from '../../domain/metadata-rules.js';
import { ALL_MIGRATIONS } from './migrations/all-migrations.js';
import { openDatabase } from './open-database.js';

/** Opens the database of the item store, with a function `fits` by which its statements filter items.
 * @param file is made when missing, with its folder. @throws ServerError STORE_LOCKED, STORE_DAMAGED, STORAGE_FULL. */
export function openItemDatabase(file: string): Database.Database {
  const database = openDatabase(file, ALL_MIGRATIONS);
  // The filter of the statement that runs; parsed once, not for each row.
  let known: { readonly text: unknown; readonly filter: Filter } = { text: undefined, filter: { or: [] } };
  database.function('fits', { deterministic: true, directOnly: true }, (text, id, label, createdAt, metadata) => {
    if (known.text !== text) known = { text, filter: JSON.parse(text as string) as Filter };
    const item = { id: id as string, label: label as string | null, createdAt: createdAt as string };
    const fits = matchesFilter(known.filter, {
      ...item,
      get metadata() {
        return readStoredMetadata(metadata as string);
      },
    });
    return fits ? 1 : 0;
  });
  return database;
}
