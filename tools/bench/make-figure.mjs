/**
 * One measured quantity, ours beside the peers'.
 * @typedef {object} Figure
 * @property {string} name
 * @property {string} unit
 * @property {number} ours
 * @property {Record<string, number | null>} peers null: could not run, the reason is on stderr
 * @property {Record<string, number | null>} ratio ours divided by the peer's
 * @property {string} machine
 */

/**
 * @param {{ name: string, unit: string, ours: number, peers: Readonly<Record<string, number | null>>, machine: string }} measured
 * @returns {Figure} values and ratios to four significant digits: more would be noise
 */
export function makeFigure({ name, unit, ours, peers, machine }) {
  const entries = Object.entries(peers);
  return {
    name,
    unit,
    ours: significant(ours),
    peers: Object.fromEntries(entries.map(([peer, value]) => [peer, value === null ? null : significant(value)])),
    ratio: Object.fromEntries(entries.map(([peer, value]) => [peer, value === null ? null : significant(ours / value)])),
    machine,
  };
}

/**
 * @param {readonly number[]} values at least one
 * @returns {number} the middle one, or the mean of the two in the middle
 */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = /** @type {number} */ (sorted[middle]);
  const lower = /** @type {number} */ (sorted[middle - 1]);
  return sorted.length % 2 === 1 ? upper : (upper + lower) / 2;
}

/** @param {number} value */
function significant(value) {
  return Number(value.toPrecision(4));
}
