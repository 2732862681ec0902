/** @typedef {import('./compare-schemas.mjs').Part} Part */

const WORDS = new Set(['description', 'summary', 'example', 'examples', 'title', 'tags', 'info', 'servers', 'externalDocs']);

/**
 * A description without what is said to people: what programs depend on.
 * @param {Part} document
 * @returns {Part}
 */
export function withoutWords(document) {
  return /** @type {Part} */ (stripped(document, false));
}

/** @param {unknown} value @param {boolean} names whether the members have names of their own, such as a property that is called `description` @returns {unknown} */
function stripped(value, names) {
  if (Array.isArray(value)) return value.map((one) => stripped(one, false));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(/** @type {Part} */ (value)).filter(([name, one]) => one !== undefined && (names || !WORDS.has(name)));
  return Object.fromEntries(entries.map(([name, one]) => [name, stripped(/** @type {unknown} */ (one), !names && name === 'properties')]));
}
