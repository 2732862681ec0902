#!/usr/bin/env node
/** Measures how well unknown pictures are told and what label sets keep of their promise, and writes the tables in docs/benchmarks.md from it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { putUnknown } from './format-unknown.mjs';
import { readUnknown } from './read-unknown.mjs';

const USAGE = `usage: npx nx run train:unknown [-- options]

With frozen features of EfficientNet-Lite0 as ImageNet left it: leaves the classes of each data folder out in turn and asks all scores, and measures label
sets over random splits. Some minutes a folder. What is measured is kept in docs/benchmarks/unknown/.

  --only NAME     only this data folder
  --seeds N       of the left-out classes (default 3)
  --splits N      of the label sets (default 20)
  --table         write the tables again and measure nothing
  --help

Environment:
  SUPCON_DATASETS   folder with imagenet5, flowers and pets (default ../shared/datasets)
  SUPCON_HOME       where weights and decoded photos are kept (default .supcon)
`;

const DATA = ['imagenet5', 'flowers', 'pets'];
const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const folder = path.join(root, 'docs/benchmarks/unknown');
process.exitCode = main();

function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seeds: { type: 'string', default: '3' },
      splits: { type: 'string', default: '20' },
      table: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const datasets = path.resolve(root, process.env['SUPCON_DATASETS'] ?? '../shared/datasets');
  const { only } = values;
  for (const data of values.table ? [] : DATA.filter((name) => only === undefined || name === only)) {
    const photos = path.join(datasets, data);
    if (!existsSync(photos)) {
      process.stderr.write(`unknown: there is no ${photos}; set SUPCON_DATASETS to the folder that holds ${data}/\n`);
      return 1;
    }
    measure(data, photos, values);
  }
  const page = path.join(root, 'docs/benchmarks.md');
  writeFileAtomic(page, putUnknown(readFileSync(page, 'utf8'), readUnknown(folder, DATA)));
  return 0;
}

/** @param {string} data @param {string} photos @param {{ seeds: string, splits: string }} counts */
function measure(data, photos, { seeds, splits }) {
  const script = path.join(root, 'packages/train/bench/our-unknown.mjs');
  const out = execFileSync(process.execPath, [script, '--data', photos, '--seeds', seeds, '--splits', splits], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  /** @type {unknown} */
  const measured = JSON.parse(out.trim().split('\n').at(-1) ?? '');
  // Four decimals: more would be noise.
  const rounded = JSON.stringify(
    { data, date: new Date().toISOString().slice(0, 10), ...Object(measured) },
    (_, /** @type {unknown} */ value) => (typeof value === 'number' ? Number(value.toFixed(4)) : value),
  );
  mkdirSync(folder, { recursive: true });
  writeFileAtomic(path.join(folder, `${data}.json`), `${JSON.stringify(JSON.parse(rounded), null, 2)}\n`);
}
