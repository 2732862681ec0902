import type { Migration } from '../migrate-database.js';

/** An index that answers by itself which keys have a label: searches among them read no rows. */
export const itemsByLabel: Migration = {
  number: 6,
  sql: 'CREATE INDEX items_by_label ON items (collection, label, key);',
};
