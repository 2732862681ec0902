import { readFileSync } from 'node:fs';

/**
 * @param {string} file
 * @returns {unknown} its content, or undefined when it is missing or not JSON (a torn file counts as missing)
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
