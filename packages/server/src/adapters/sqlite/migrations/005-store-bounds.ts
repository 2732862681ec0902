import type { Migration } from '../migrate-database.js';

/** Since when this store has been kept, and an index that finds the item a picture belongs to. */
export const storeBounds: Migration = {
  number: 5,
  sql: `
CREATE TABLE beginning (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), begun_at TEXT NOT NULL) STRICT;
INSERT INTO beginning SELECT 1, coalesce(min(created_at), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) FROM collections;
CREATE INDEX items_by_blob ON items (blob);`,
};
