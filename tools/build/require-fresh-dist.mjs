import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { whyStale } from './source-stamp.mjs';

/**
 * A vitest `globalSetup`. Threads and processes that a test starts run from `dist`, everything else from `src`: with a stale `dist` a test
 * would judge two versions at once, so none runs.
 * @param {{ config: { root: string } }} project of vitest
 */
export function setup({ config }) {
  requireFreshDist(config.root);
}

/**
 * @param {string} project folder of a package
 * @throws Error when its `dist`, or that of a package it is compiled against, was built from other sources
 */
export function requireFreshDist(project) {
  const stale = [...withReferences(project)].flatMap((folder) => {
    const reason = whyStale(folder);
    return reason === undefined ? [] : [`  packages/${path.basename(folder)}/dist: ${reason}`];
  });
  if (stale.length > 0)
    throw new Error(
      `Workers in tests run from dist, and it is stale:\n${stale.join('\n')}\nBuild it, then run the tests again: npx nx build ${path.basename(project)}`,
    );
}

/**
 * @param {string} project
 * @param {Set<string>} seen
 * @returns {Set<string>} the project and every package that its build refers to
 */
function withReferences(project, seen = new Set()) {
  const folder = path.resolve(project);
  if (seen.has(folder)) return seen;
  seen.add(folder);
  const config = /** @type {{ references?: { path: string }[] } | undefined} */ (readJson(path.join(folder, 'tsconfig.build.json')));
  if (config === undefined) throw new Error(`${folder}/tsconfig.build.json cannot be read as JSON`);
  for (const reference of config.references ?? []) withReferences(path.dirname(path.join(folder, reference.path)), seen);
  return seen;
}
