import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} folder of result files; made where there is none
 * @returns {import('./format-table.mjs').Entry[]} by file name
 */
export function readEntries(folder) {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      /** @type {unknown} */
      const entry = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return /** @type {import('./format-table.mjs').Entry} */ (entry);
    });
}
