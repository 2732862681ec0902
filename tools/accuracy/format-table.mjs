import { putBetweenMarkers } from '../put-between-markers.mjs';

/**
 * A result file of `docs/benchmarks/accuracy/`, as far as the table needs it.
 * @typedef {object} Entry
 * @property {string} recipe
 * @property {string} data
 * @property {number} seed
 * @property {string} date
 * @property {string} machine
 * @property {boolean} [shared] true where other work ran on the machine meanwhile: its time says little
 * @property {{ precision: string, seconds: number, imagesSeen: number, validation: { linear: number }, test: { linear: number, knn: number, rawPixels: number } }} result
 */

/**
 * @param {readonly Entry[]} entries
 * @returns {string} a Markdown table, a row for each recipe, data set and precision, best first within a data set
 */
export function formatTable(entries) {
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const entry of entries) {
    const key = `${entry.data}\n${entry.recipe}\n${entry.result.precision}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  const rows = [...groups.values()].sort((a, b) => {
    const [first, second] = /** @type {[Entry, Entry]} */ ([a[0], b[0]]);
    if (first.data !== second.data) return first.data < second.data ? -1 : 1;
    return mean(b, (entry) => entry.result.test.linear) - mean(a, (entry) => entry.result.test.linear);
  });
  const head = '| data | recipe | seeds | test, linear | test, 5-NN | validation | raw pixels | images seen | minutes | precision |';
  const legend = entries.some((entry) => entry.shared === true) ? ['', '\\* other work ran on the machine meanwhile'] : [];
  return [head, `|${' --- |'.repeat(10)}`, ...rows.map(formatRow), ...legend].join('\n');
}

/** @param {readonly Entry[]} group of one recipe, data set and precision */
function formatRow(group) {
  const first = /** @type {Entry} */ (group[0]);
  const cells = [
    first.data,
    `\`${first.recipe}\``,
    String(group.length),
    accuracyCell(group, (entry) => entry.result.test.linear),
    accuracyCell(group, (entry) => entry.result.test.knn),
    accuracyCell(group, (entry) => entry.result.validation.linear),
    accuracyCell(group, (entry) => entry.result.test.rawPixels),
    Math.round(mean(group, (entry) => entry.result.imagesSeen)).toLocaleString('en-GB'),
    `${(mean(group, (entry) => entry.result.seconds) / 60).toFixed(1)}${group.some((entry) => entry.shared === true) ? ' *' : ''}`,
    first.result.precision,
  ];
  return `| ${cells.join(' | ')} |`;
}

/**
 * Mean, and lowest to highest where there are several seeds.
 * @param {readonly Entry[]} group
 * @param {(entry: Entry) => number} value
 */
function accuracyCell(group, value) {
  const values = group.map(value);
  const average = mean(group, value).toFixed(3);
  if (values.length === 1) return average;
  return `${average} (${Math.min(...values).toFixed(3)}-${Math.max(...values).toFixed(3)})`;
}

/**
 * @param {readonly Entry[]} group
 * @param {(entry: Entry) => number} value
 */
function mean(group, value) {
  return group.reduce((sum, entry) => sum + value(entry), 0) / group.length;
}

const MARKERS = {
  begin: '<!-- accuracy table: written by npx nx run train:accuracy -->',
  end: '<!-- end of the accuracy table -->',
};

/**
 * @param {string} page Markdown with the two marker comments
 * @param {string} table
 * @returns {string} the page with the table between them
 */
export function putTable(page, table) {
  return putBetweenMarkers(page, MARKERS, table);
}
