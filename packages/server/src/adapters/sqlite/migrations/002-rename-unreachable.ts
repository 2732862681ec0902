import type { Migration } from '../migrate-database.js';

/** Collections and items whose name or id no address can carry: an earlier release let them in (`/V1` went around the checks). They get a name by which
 * they are listed and can be deleted, with a random part so that it meets no other. Lengths are compared in bytes too: SQLite's `length` and GLOB end at
 * a NUL. */
export const renameUnreachable: Migration = {
  number: 2,
  sql: `
UPDATE collections SET name = 'renamed-' || number || '-' || lower(hex(randomblob(4)))
  WHERE name NOT GLOB '[A-Za-z0-9]*' OR name GLOB '*[^A-Za-z0-9._-]*' OR length(name) > 64 OR length(CAST(name AS BLOB)) <> length(name);
UPDATE items SET id = 'renamed-' || key || '-' || lower(hex(randomblob(4)))
  WHERE id NOT GLOB '[A-Za-z0-9]*' OR id GLOB '*[^A-Za-z0-9._:-]*' OR length(id) > 128 OR length(CAST(id AS BLOB)) <> length(id);`,
};
