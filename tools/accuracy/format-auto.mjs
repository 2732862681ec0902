export const AUTO_MARKERS = {
  begin: '<!-- what auto gives: written by npx nx run train:auto-accuracy -->',
  end: '<!-- end of what auto gives -->',
};

/** @typedef {{ linear: number, knn: number }} Figures */

/**
 * A result file of `docs/benchmarks/auto/`.
 * @typedef {object} AutoEntry
 * @property {string} data
 * @property {number} seed
 * @property {boolean} [shared] other work ran meanwhile
 * @property {{ chosen: string, candidates: { run: string, role: string, validation: Figures, test: Figures, seconds: number, epochs?: number }[] }} selection
 */

/** @type {Record<string, string>} */
const TITLES = {
  probe: 'frozen probe',
  'fine-tuned': 'SupCon fine-tuning',
  'cross-entropy': 'cross-entropy fine-tuning',
  'random-weights': 'from random weights',
};

/**
 * @param {readonly AutoEntry[]} entries
 * @returns {string} a Markdown table: for each set of photos its parts, and what auto kept of them
 */
export function formatAuto(entries) {
  const sets = [...new Set(entries.map(({ data }) => data))].sort();
  if (sets.length === 0) return 'Not measured yet: `npx nx run train:auto-accuracy`.';
  const rows = sets.flatMap((data) => setRows(entries.filter((entry) => entry.data === data)));
  const head = ['data', 'part', 'seeds', 'validation', 'test, linear', 'test, 5-NN', 'epochs', 'minutes', 'kept'];
  const legend = entries.some(({ shared }) => shared === true) ? ['', '\\* other work ran on the machine meanwhile'] : [];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows, ...legend].join('\n');
}

/** @param {readonly AutoEntry[]} entries of one set of photos @returns {string[]} */
function setRows(entries) {
  const data = /** @type {AutoEntry} */ (entries[0]).data;
  const star = entries.some(({ shared }) => shared === true) ? ' *' : '';
  const row = (/** @type {string} */ title, /** @type {AutoEntry['selection']['candidates']} */ parts, /** @type {string} */ kept) =>
    `| ${[
      data,
      title,
      String(parts.length),
      figures(parts.map(({ validation }) => (validation.linear + validation.knn) / 2)),
      figures(parts.map(({ test }) => test.linear)),
      figures(parts.map(({ test }) => test.knn)),
      range(parts.map(({ epochs = 0 }) => epochs)),
      `${(parts.reduce((sum, { seconds }) => sum + seconds, 0) / parts.length / 60).toFixed(1)}${star}`,
      kept,
    ].join(' | ')} |`;
  const isKept = (/** @type {AutoEntry} */ { selection }, /** @type {{ run: string }} */ { run }) => selection.chosen === run;
  const kept = entries.flatMap((entry) => entry.selection.candidates.filter((part) => isKept(entry, part)));
  const times = Object.keys(TITLES).flatMap((role) => {
    const parts = entries.flatMap((entry) =>
      entry.selection.candidates.filter((part) => part.role === role).map((part) => ({ entry, part })),
    );
    if (parts.length === 0) return [];
    const chosen = parts.filter(({ entry, part }) => isKept(entry, part)).length;
    return [
      row(
        /** @type {string} */ (TITLES[role]),
        parts.map(({ part }) => part),
        `${chosen} of ${parts.length}`,
      ),
    ];
  });
  return [...times, row('**what auto kept**', kept, '')];
}

/** Mean, and lowest to highest where there are several. @param {readonly number[]} values */
function figures(values) {
  const mean = (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  return values.length === 1 ? mean : `${mean} (${Math.min(...values).toFixed(3)}-${Math.max(...values).toFixed(3)})`;
}

/** @param {readonly number[]} values */
function range(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? String(least) : `${least}-${most}`;
}
