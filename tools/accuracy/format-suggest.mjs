import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { putBetweenMarkers } from '../put-between-markers.mjs';

/**
 * Accuracies of one way to choose photos: `first` without a label, `next` with a classifier of those before.
 * @typedef {object} Way
 * @property {string} first
 * @property {string} next
 * @property {readonly (readonly number[])[]} accuracies for each seed, for each budget
 */

/**
 * What `packages/train/bench/our-suggest.mjs` says of one data set: a committed file of `docs/benchmarks/suggest/`.
 * @typedef {object} SuggestResult
 * @property {string} data
 * @property {string} date
 * @property {readonly number[]} budgets labels
 * @property {number} pool photos to choose from
 * @property {number} test photos to measure on
 * @property {number} all accuracy with every label of the pool
 * @property {readonly Way[]} results
 */

/** @typedef {Partial<Record<'choice-flowers' | 'choice-pets' | 'flowers', SuggestResult>>} SuggestResults */

/** @param {string} folder of result files @returns {SuggestResults} those that are there */
export function readSuggest(folder) {
  const names = ['choice-flowers', 'choice-pets', 'flowers'].filter((name) => existsSync(path.join(folder, `${name}.json`)));
  return Object.fromEntries(
    names.map((name) => {
      /** @type {unknown} */
      const result = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
      return [name, /** @type {SuggestResult} */ (result)];
    }),
  );
}

/** @param {SuggestResults} results @returns {string} Markdown: suggested beside random on the test photos, then all ways on photos held out of the others */
export function formatSuggest(results) {
  const { flowers } = results;
  return (
    [...(flowers ? [reportTable(flowers)] : []), ...choiceTables(results)].join('\n\n') || 'Not measured yet: `npx nx run train:suggest`.'
  );
}

/** @param {SuggestResult} result */
function reportTable({ data, date, budgets, pool, test, all, results }) {
  const rows = results.map(({ first, next, accuracies }) => {
    const cells = budgets.map((_, at) => spread(accuracies.map((own) => own[at] ?? Number.NaN)));
    return `| ${first === next && first === 'suggest' ? 'suggested' : first === next ? first : `${first}, then ${next}`} | ${accuracies.length} | ${cells.join(' | ')} |`;
  });
  return [
    `\`${data}\`, ${date}: accuracy on its ${test} test photos by labels out of a pool of ${pool}; with all of them ${all.toFixed(3)}.`,
    '',
    `| chosen | seeds | ${budgets.map((budget) => `${budget} labels`).join(' | ')} |`,
    `|${' --- |'.repeat(budgets.length + 2)}`,
    ...rows,
  ].join('\n');
}

/** @param {SuggestResults} results */
function choiceTables(results) {
  const choices = [results['choice-flowers'], results['choice-pets']].filter((choice) => choice !== undefined);
  const [main] = choices;
  if (!main) return [];
  const head = choices.flatMap(({ data, budgets }) => budgets.map((budget) => `${data} ${budget}`));
  const rows = main.results.map(({ first, next }) => {
    const cells = choices.flatMap(({ results: ways, budgets }) => {
      const own = ways.find((way) => way.first === first && way.next === next);
      return budgets.map((_, at) => (own ? mean(own.accuracies.map((seed) => seed[at] ?? Number.NaN)).toFixed(3) : ''));
    });
    return `| ${first === 'suggest' ? 'suggested' : first} | ${next === 'suggest' ? 'suggested' : next} | ${cells.join(' | ')} |`;
  });
  const tests = choices.map(({ data, pool, test }) => `${data}: ${test} of ${pool + test}`).join(', ');
  const seeds = main.results.map(({ accuracies }) => accuracies.length);
  return [
    [
      `All ways on photos held out of the training photos (${tests}) and 160 principal components of the features, mean of ${Math.max(...seeds)} seeds:`,
      '',
      `| first 50 | next ones | ${head.join(' | ')} |`,
      `|${' --- |'.repeat(head.length + 2)}`,
      ...rows,
    ].join('\n'),
  ];
}

/** Mean, and lowest to highest. @param {readonly number[]} values */
function spread(values) {
  return `${mean(values).toFixed(3)} (${Math.min(...values).toFixed(3)}-${Math.max(...values).toFixed(3)})`;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const MARKERS = {
  begin: '<!-- suggest tables: written by npx nx run train:suggest -->',
  end: '<!-- end of the suggest tables -->',
};

/** @param {string} page Markdown with the two marker comments @param {SuggestResults} results @returns {string} the page with the tables between them */
export function putSuggest(page, results) {
  return putBetweenMarkers(page, MARKERS, formatSuggest(results));
}
