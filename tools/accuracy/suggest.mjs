#!/usr/bin/env node
/** Measures what the choice of photos to label is worth, and writes the tables in docs/benchmarks.md from it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { putSuggest, readSuggest } from './format-suggest.mjs';

const USAGE = `usage: npx nx run train:suggest [-- options]

With frozen features of EfficientNet-Lite0 as ImageNet left it and a linear classifier: how accurate 50 to 400 labels make it, chosen in several ways.
The ways are compared on photos held out of the training photos of flowers and pets; what supcon suggest does is then measured on flowers' test
photos beside random choice. Some minutes. What is measured is kept in docs/benchmarks/suggest/.

  --only NAME     only this part: choice-flowers, choice-pets or flowers
  --table         write the tables again and measure nothing
  --help

Environment:
  SUPCON_DATASETS   folder with flowers and pets (default ../shared/datasets)
  SUPCON_HOME       where weights, decoded photos and embeddings are kept (default .supcon)
`;

const NEXT = [
  'random',
  'entropy',
  'margin',
  'margin x density',
  'k-center',
  'margin x k-center',
  'BADGE',
  'TypiClust',
  'weighted k-means',
  'facility location',
  'facility location of the undecided',
];
const WAYS = [
  'random/random',
  'suggest/suggest',
  ...['random', 'k-center', 'TypiClust'].map((first) => `${first}/suggest`),
  ...NEXT.map((next) => `suggest/${next}`),
].join(',');

/** What is measured, in the order in which the page tells it. */
const PARTS = {
  'choice-flowers': {
    data: 'flowers',
    options: ['--measure', 'rest', '--components', '160', '--ways', WAYS, '--seeds', '3', '--random-seeds', '3'],
  },
  'choice-pets': {
    data: 'pets',
    options: ['--measure', 'rest', '--components', '160', '--ways', WAYS, '--seeds', '3', '--random-seeds', '3'],
  },
  flowers: { data: 'flowers', options: ['--measure', 'test', '--seeds', '3', '--random-seeds', '20'] },
};
const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const folder = path.join(root, 'docs/benchmarks/suggest');
process.exitCode = main();

function main() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      table: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const datasets = path.resolve(root, process.env['SUPCON_DATASETS'] ?? '../shared/datasets');
  for (const [name, { data, options }] of Object.entries(values.table ? {} : PARTS)) {
    if (values.only !== undefined && values.only !== name) continue;
    const photos = path.join(datasets, data);
    if (!existsSync(photos)) {
      process.stderr.write(`suggest: there is no ${photos}; set SUPCON_DATASETS to the folder that holds ${data}/\n`);
      return 1;
    }
    const script = path.join(root, 'packages/train/bench/our-suggest.mjs');
    const out = execFileSync(process.execPath, [script, '--data', photos, ...options], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 26,
    });
    keep(name, data, out.trim().split('\n').at(-1) ?? '');
  }
  const page = path.join(root, 'docs/benchmarks.md');
  writeFileAtomic(page, putSuggest(readFileSync(page, 'utf8'), readSuggest(folder)));
  return 0;
}

/** @param {string} name @param {string} data @param {string} line JSON */
function keep(name, data, line) {
  /** @type {unknown} */
  const measured = JSON.parse(line, (_, /** @type {unknown} */ value) => (typeof value === 'number' ? Number(value.toFixed(4)) : value));
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ data, date: new Date().toISOString().slice(0, 10), ...Object(measured) }, null, 2);
  writeFileAtomic(path.join(folder, `${name}.json`), `${text}\n`);
}
