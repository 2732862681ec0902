#!/usr/bin/env node
/** Compiles a package to its `dist`, and writes down what it was compiled from, so that tests can tell when it is stale.
 * usage: node tools/build/build-package.mjs packages/core   (what `npx nx build core` runs) */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { hashSources, removeStamp, writeStamp } from './source-stamp.mjs';
import { writeCommonJs } from './write-commonjs.mjs';

const project = process.argv[2];
if (project === undefined || !existsSync(path.join(project, 'tsconfig.build.json'))) {
  process.stderr.write('usage: node tools/build/build-package.mjs <folder of a package with a tsconfig.build.json>\n');
  process.exit(2);
}

const require = createRequire(import.meta.url);
const tsc = require.resolve('typescript/bin/tsc');
const steps = [[tsc, '-p', path.join(project, 'tsconfig.build.json')]];
const assembly = path.join(project, 'assembly');
if (existsSync(assembly)) {
  const asc = path.join(path.dirname(require.resolve('assemblyscript/package.json')), 'bin/asc.js');
  // A program each.
  const configs = readdirSync(assembly).filter((file) => /^asconfig(\..+)?\.json$/.test(file));
  for (const config of configs) steps.push([asc, '--config', path.join(assembly, config)]);
}

// Taken before the compiler reads them: what is changed while it runs is not in `dist`.
const sources = hashSources(project);
removeStamp(project);
for (const step of steps) {
  const { status } = spawnSync(process.execPath, step, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
if (isForRequire(project)) writeCommonJs(project);
writeStamp(project, sources);

/** @param {string} folder of a package @returns whether its package.json offers modules for `require` */
function isForRequire(folder) {
  const manifest = /** @type {{ exports?: Record<string, { require?: unknown }> } | undefined} */ (
    readJson(path.join(folder, 'package.json'))
  );
  return manifest?.exports?.['.']?.require !== undefined;
}
