import type { Migration } from '../migrate-database.js';

/** Which store this is: what is kept beside it and says another one is not its own. */
export const storeIdentity: Migration = {
  number: 7,
  sql: `
ALTER TABLE beginning ADD COLUMN store_id TEXT NOT NULL DEFAULT '';
UPDATE beginning SET store_id = lower(hex(randomblob(16)));`,
};
