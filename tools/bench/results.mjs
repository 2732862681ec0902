import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { BenchError } from './bench-error.mjs';

/**
 * What one call of a benchmark measured: a committed file of docs/benchmarks/speed/.
 * @typedef {object} Result
 * @property {string} benchmark
 * @property {string} [label] another machine or setting beside the benchmark's first result
 * @property {string} date of the measurement, YYYY-MM-DD
 * @property {string} machine
 * @property {Readonly<Record<string, number>>} settings rounds, steps, size ...
 * @property {readonly Omit<import('./make-figure.mjs').Figure, 'machine'>[]} figures
 */

/** @param {string} root the repository */
export function resultsFolder(root) {
  return path.join(root, 'docs/benchmarks/speed');
}

/**
 * @param {string} folder
 * @param {Result} result takes the place of an earlier one of the same benchmark and label
 * @returns {string} the file
 */
export function saveResult(folder, result) {
  if (result.label !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(result.label))
    throw new BenchError(`--label must be small letters, digits and single hyphens, got '${result.label}'`, 2);
  const file = path.join(folder, `${[result.benchmark, ...(result.label === undefined ? [] : [result.label])].join('.')}.json`);
  writeFileAtomic(file, `${JSON.stringify(result, null, 2)}\n`);
  return file;
}

/**
 * @param {string} folder
 * @returns {Result[]} by file name: a benchmark's first result before its labelled ones
 */
export function readResults(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort()
    .map((name) => {
      /** @type {unknown} */
      const value = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
      return /** @type {Result} */ (value);
    });
}
