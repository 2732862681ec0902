import { putBetweenMarkers } from '../put-between-markers.mjs';

/** Scores in the order of the table, and what they are called there. */
const TITLES = {
  msp: 'MSP',
  gen: 'GEN',
  fdbd: 'fDBD',
  scale: 'SCALE',
  relativeMahalanobis: 'RMDS',
  mahalanobis: 'Mahalanobis++',
  knn: 'kNN',
  nnGuide: 'NNGuide',
};

/** @typedef {keyof typeof TITLES} ScoreName */

/** Their names, in that order. */
export const SCORES = /** @type {ScoreName[]} */ (Object.keys(TITLES));

/**
 * One class that was not trained, with one seed.
 * @typedef {object} LeftOut
 * @property {string} class
 * @property {number} seed
 * @property {keyof typeof TITLES} method the score that was chosen
 * @property {Readonly<Record<keyof typeof TITLES, number>>} aurocs
 * @property {number} detected share of the unknown photos above the threshold of `method`
 * @property {number} falseAlarms share of the known test photos above it
 * @property {{ expectedFalseAlarms: number, expectedAuroc?: number }} choice
 */

/**
 * What `packages/train/bench/our-unknown.mjs` says of one data set: a committed file of `docs/benchmarks/unknown/`.
 * @typedef {object} UnknownResult
 * @property {string} data
 * @property {string} date
 * @property {number} photos
 * @property {readonly LeftOut[]} leftOut
 * @property {readonly { accuracy: number, sets: readonly { promised: number, covered: number, meanSize: number }[] }[]} labelSets one for each split
 */

/**
 * One class that was left out of a training from random weights: a committed file of `docs/benchmarks/unknown/trained/`.
 * @typedef {LeftOut & { data: string, recipe: string, date: string, accuracy: number }} TrainedResult
 */

export const TRAINED_MARKERS = {
  begin: '<!-- unknown pictures, trained from random weights: written by npx nx run train:unknown-trained -->',
  end: '<!-- end of unknown pictures, trained from random weights -->',
};

/**
 * @param {readonly TrainedResult[]} entries of one data set and recipe
 * @returns {string} Markdown: what the trainings reached, and a table of AUROCs
 */
export function formatTrained(entries) {
  const [first] = entries;
  if (!first) return 'Not measured yet: `npx nx run train:unknown-trained`.';
  const known = `Trained from random weights (recipe \`${first.recipe}\`, ${percent(mean(entries, ({ accuracy }) => accuracy))} of the test photos of the other classes right).`;
  return [`${known} ${describe({ data: first.data, date: first.date, leftOut: entries })}`, aurocTable({ leftOut: entries })].join('\n\n');
}

/**
 * @param {readonly UnknownResult[]} results
 * @returns {string} Markdown: a table of AUROCs for each data set in which classes were left out, and one of label sets
 */
export function formatUnknown(results) {
  const tables = results.filter(({ leftOut }) => leftOut.length > 0).flatMap((result) => [describe(result), aurocTable(result)]);
  return [...tables, `Label sets, ${results[0]?.labelSets.length ?? 0} splits each:`, setTable(results)].join('\n\n');
}

/** @param {Pick<UnknownResult, 'data' | 'date' | 'leftOut'>} result */
function describe({ data, date, leftOut }) {
  const seeds = new Set(leftOut.map(({ seed }) => seed)).size;
  const best = mean(leftOut, ({ aurocs }) => Math.max(...Object.values(aurocs)));
  const [hindsight] = SCORES.map((name) => ({ name, auroc: mean(leftOut, ({ aurocs }) => aurocs[name]) })).sort(
    (a, b) => b.auroc - a.auroc,
  );
  if (!hindsight) return '';
  const chosen = mean(leftOut, ({ aurocs, method }) => aurocs[method]);
  return [
    `\`${data}\`, ${date}, ${seeds} seeds. The chosen score has ${chosen.toFixed(3)} on average; the best single one in hindsight, ${TITLES[hindsight.name]},`,
    `${hindsight.auroc.toFixed(3)}; whichever is best each time ${best.toFixed(3)}. Expected ${expectedAuroc(leftOut)}`,
    `false alarms ${percent(mean(leftOut, ({ choice }) => choice.expectedFalseAlarms))}; there were ${percent(mean(leftOut, ({ falseAlarms }) => falseAlarms))}, and ${percent(mean(leftOut, ({ detected }) => detected))} of the unknown photos were caught.`,
  ].join('\n');
}

/** Where classes were left out to choose a score. @param {readonly LeftOut[]} leftOut */
function expectedAuroc(leftOut) {
  if (leftOut.some(({ choice }) => choice.expectedAuroc === undefined)) return 'were';
  return `of the chosen score: AUROC ${mean(leftOut, ({ choice }) => choice.expectedAuroc ?? Number.NaN).toFixed(3)},`;
}

/** @param {Pick<UnknownResult, 'leftOut'>} result */
function aurocTable({ leftOut }) {
  const classes = [...new Set(leftOut.map((one) => one.class))];
  /** @param {string} name @param {readonly LeftOut[]} group @param {string} methods */
  const row = (name, group, methods) =>
    `| ${[name, ...SCORES.map((score) => mean(group, ({ aurocs }) => aurocs[score]).toFixed(3)), `**${mean(group, ({ aurocs, method }) => aurocs[method]).toFixed(3)}**${methods}`].join(' | ')} |`;
  return [
    `| left out | ${SCORES.map((score) => TITLES[score]).join(' | ')} | chosen |`,
    `|${' --- |'.repeat(SCORES.length + 2)}`,
    ...classes.map((label) => {
      const group = leftOut.filter((one) => one.class === label);
      return row(label, group, ` (${group.map(({ method }) => TITLES[method]).join(', ')})`);
    }),
    row('mean', leftOut, ''),
  ].join('\n');
}

/** @param {readonly UnknownResult[]} results */
function setTable(results) {
  const promises = results[0]?.labelSets[0]?.sets.map(({ promised }) => promised) ?? [];
  return [
    `| data | photos | accuracy | ${promises.map((promised) => `promised ${percent(promised, 0)}: held | classes in a set`).join(' | ')} |`,
    `|${' --- |'.repeat(3 + 2 * promises.length)}`,
    ...results.map(({ data, photos, labelSets }) => {
      const cells = promises.flatMap((_, at) => {
        const held = labelSets.map(({ sets }) => sets[at]?.covered ?? Number.NaN);
        const average = held.reduce((sum, value) => sum + value, 0) / held.length;
        return [
          `${percent(average)} (${percent(Math.min(...held))} - ${percent(Math.max(...held))})`,
          mean(labelSets, ({ sets }) => sets[at]?.meanSize ?? Number.NaN).toFixed(2),
        ];
      });
      return `| ${[data, photos.toLocaleString('en-GB'), percent(mean(labelSets, ({ accuracy }) => accuracy)), ...cells].join(' | ')} |`;
    }),
  ].join('\n');
}

/** @param {number} share @param {number} [digits] */
function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits)} %`;
}

/**
 * @template T
 * @param {readonly T[]} values
 * @param {(value: T) => number} of
 */
function mean(values, of) {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

const MARKERS = {
  begin: '<!-- unknown pictures and label sets: written by npx nx run train:unknown -->',
  end: '<!-- end of unknown pictures and label sets -->',
};

/**
 * @param {string} page Markdown with the two marker comments
 * @param {readonly UnknownResult[]} results
 * @returns {string} the page with the tables between them
 */
export function putUnknown(page, results) {
  return putBetweenMarkers(page, MARKERS, formatUnknown(results));
}
