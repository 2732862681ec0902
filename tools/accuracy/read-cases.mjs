import { readFileSync } from 'node:fs';

/**
 * One training whose accuracy is published.
 * @typedef {object} Case
 * @property {string} recipe
 * @property {string} data name of a folder in SUPCON_DATASETS
 * @property {number} seed
 * @property {'float32' | 'bfloat16'} [precision] default: what the machine is faster in
 */

/**
 * @param {string} file JSON, an array of cases in the order in which they run
 * @returns {Case[]}
 */
export function readCases(file) {
  /** @type {unknown} */
  const value = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(value)) throw new Error(`${file} must hold an array of cases`);
  return value.map((/** @type {unknown} */ entry, at) => {
    const { recipe, data, seed, precision } = /** @type {Record<string, unknown>} */ (entry);
    if (typeof recipe !== 'string' || typeof data !== 'string' || !Number.isSafeInteger(seed))
      throw new Error(`case ${at + 1} of ${file} must have recipe, data and seed, got ${JSON.stringify(entry)}`);
    if (precision !== undefined && precision !== 'float32' && precision !== 'bfloat16')
      throw new Error(`case ${at + 1} of ${file}: precision must be float32 or bfloat16, got ${JSON.stringify(precision)}`);
    return { recipe, data, seed: Number(seed), ...(precision ? { precision } : {}) };
  });
}

/** @param {Case} one */
export function caseKey({ recipe, data, seed, precision }) {
  return `${recipe}-on-${data}-seed${seed}${precision ? `-${precision}` : ''}`;
}
