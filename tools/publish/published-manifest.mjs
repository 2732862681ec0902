/** @typedef {Readonly<Record<string, unknown>> & { exports?: Readonly<Record<string, unknown>> }} Manifest */

/** Members of a package.json that only a checkout needs. `files` too: what is published is laid out already. */
const OF_A_CHECKOUT = new Set(['private', 'nx', 'devDependencies', 'scripts', 'files']);
/** What a checkout resolves its own packages by. */
const SOURCE = 'supcon-source';

/**
 * @param {Manifest} manifest of a package in the checkout
 * @returns {Manifest} as it is published: nothing in it names a file that is not there
 */
export function publishedManifest(manifest) {
  /** @type {Record<string, unknown>} */
  const kept = Object.fromEntries(Object.entries(manifest).filter(([name]) => !OF_A_CHECKOUT.has(name)));
  /** @type {[string, unknown][]} */
  const exports = Object.entries(manifest.exports ?? {}).map(([door, to]) => [door, withoutSource(to)]);
  return { ...kept, exports: /** @type {Record<string, unknown>} */ (Object.fromEntries(exports)) };
}

/** @param {unknown} to */
function withoutSource(to) {
  if (typeof to !== 'object' || to === null) return to;
  return Object.fromEntries(Object.entries(to).filter(([condition]) => condition !== SOURCE));
}
