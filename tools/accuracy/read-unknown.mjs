import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} folder of result files
 * @param {readonly string[]} names in the order of the tables; those without a file are left out
 * @returns {import('./format-unknown.mjs').UnknownResult[]}
 */
export function readUnknown(folder, names) {
  return names
    .map((name) => path.join(folder, `${name}.json`))
    .filter((file) => existsSync(file))
    .map((file) => {
      /** @type {unknown} */
      const result = JSON.parse(readFileSync(file, 'utf8'));
      return /** @type {import('./format-unknown.mjs').UnknownResult} */ (result);
    });
}
