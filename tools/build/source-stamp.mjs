import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';

/** What `dist` was built from, in `dist/.sources.json`. Contents and not times: a checkout and nx's cache set times of their own. */
const STAMP = 'dist/.sources.json';

/** Written by the compiler whenever it compiles anything: its hash tells a build from what a bare `tsc` left after it. */
const COMPILER_STATE = 'dist/.tsbuildinfo';

/** What a build reads beside the sources. */
const CONFIGURATION = ['tsconfig.build.json', '../../tsconfig.base.json'];

/**
 * @typedef {object} Stamp
 * @property {Readonly<Record<string, string>>} sources sha256 by path, relative to the project's folder
 * @property {string | undefined} compiled sha256 of the compiler's own state
 */

/**
 * @param {string} project folder of the project
 * @returns {Stamp['sources']} of everything that its build compiles
 */
export function hashSources(project) {
  const files = ['src', 'assembly']
    .filter((folder) => existsSync(path.join(project, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(project, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.test\.[a-z]+$/.test(entry.name))
        .map((entry) => path.relative(project, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')),
    );
  const read = [...files, ...CONFIGURATION.filter((file) => existsSync(path.join(project, file)))];
  return Object.fromEntries(read.sort().map((file) => [file, hashOf(path.join(project, file))]));
}

/**
 * @param {string} project
 * @param {Stamp['sources']} sources as they were before the compiler read them
 */
export function writeStamp(project, sources) {
  /** @type {Stamp} */
  const stamp = { sources, compiled: compilerState(project) };
  writeFileAtomic(path.join(project, STAMP), `${JSON.stringify(stamp, null, 1)}\n`);
}

/**
 * From here until the next `writeStamp`, `dist` counts as stale: a build that fails half-way leaves it so.
 * @param {string} project
 */
export function removeStamp(project) {
  rmSync(path.join(project, STAMP), { force: true });
}

/**
 * @param {string} project
 * @returns {string | undefined} why `dist` is not what a build of these sources gives; undefined where it is
 */
export function whyStale(project) {
  const stamp = /** @type {Stamp | undefined} */ (readJson(path.join(project, STAMP)));
  if (stamp === undefined)
    return existsSync(path.join(project, 'dist')) ? 'it was not made by the build, or by one that failed' : 'it is not there';
  const now = hashSources(project);
  const changed = [
    ...Object.keys(now).filter((file) => now[file] !== stamp.sources[file]),
    ...Object.keys(stamp.sources)
      .filter((file) => !(file in now))
      .map((file) => `${file} (gone)`),
  ];
  if (changed.length > 0) return `since it was built, ${list(changed)} changed`;
  return compilerState(project) === stamp.compiled ? undefined : 'the compiler ran on other sources since it was built';
}

/** @param {string} project */
function compilerState(project) {
  const file = path.join(project, COMPILER_STATE);
  return existsSync(file) ? hashOf(file) : undefined;
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** @param {readonly string[]} files */
function list(files) {
  const shown = files.slice(0, 3).join(', ');
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}
