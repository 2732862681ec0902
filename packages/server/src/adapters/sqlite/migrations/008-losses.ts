import type { Migration } from '../migrate-database.js';

/** What was committed once and was missing at a later opening. It outlives its collection's row, which may be what is missing. */
export const losses: Migration = {
  number: 8,
  sql: `
CREATE TABLE losses (
  collection INTEGER NOT NULL, name TEXT NOT NULL, found_at TEXT NOT NULL, items INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL
) STRICT;`,
};
