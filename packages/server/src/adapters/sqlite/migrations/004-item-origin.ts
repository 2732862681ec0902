import type { Migration } from '../migrate-database.js';

/** Who added an item. Of those that are there it was not written down. */
export const itemOrigin: Migration = {
  number: 4,
  sql: `
ALTER TABLE items ADD COLUMN origin TEXT;
UPDATE items SET origin = 'unrecorded';`,
};
