#!/usr/bin/env node
/** Measures how well unknown pictures are told by encoders that were trained from random weights, and writes the table in docs/benchmarks.md from it. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/describe-machine.mjs';
import { putBetweenMarkers } from '../put-between-markers.mjs';
import { parseEvent, runChild } from '../quickstart/run-child.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { formatTrained, SCORES, TRAINED_MARKERS } from './format-unknown.mjs';

const USAGE = `usage: npx nx run train:unknown-trained [-- options]

Leaves each class of imagenet5 out in turn, trains recipe quick on the others from random weights, and asks all scores of the artifact about the photos of the class that was
left out. Three seeds, fifteen trainings of some minutes. One whose result file is in docs/benchmarks/unknown/trained/ is passed over.

  --table         write the table again and train nothing
  --seeds N       default 3
  --help

Environment:
  SUPCON_DATASETS   folder with imagenet5 (default ../shared/datasets)
  SUPCON_HOME       where runs are kept (default .supcon/accuracy)
`;

/** @typedef {import('./format-unknown.mjs').LeftOut} LeftOut */
/** @typedef {{ auroc: number, detected: number, falseAlarms: number }} Score */
/** What `supcon evaluate --unknown --json` says, as far as the table needs it. @typedef {{ unknown: Record<import('./format-unknown.mjs').ScoreName, Score> & Pick<LeftOut, 'method'>, report: { linear: { accuracy: number } } }} Evaluation */

const DATA = 'imagenet5';
const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const results = path.join(root, 'docs/benchmarks/unknown/trained');
const home = path.resolve(root, process.env['SUPCON_HOME'] ?? '.supcon/accuracy');
process.exitCode = await main();

async function main() {
  const { values } = parseArgs({
    options: {
      table: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '3' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const photos = path.resolve(root, process.env['SUPCON_DATASETS'] ?? '../shared/datasets', DATA);
  if (!values.table && !existsSync(photos)) throw new Error(`there is no ${photos}; set SUPCON_DATASETS to the folder that holds ${DATA}/`);
  const labels = values.table ? [] : readdirSync(path.join(photos, 'train')).sort();
  for (let seed = 0; seed < Number(values.seeds); seed++)
    for (const label of labels) {
      const file = path.join(results, `${DATA}-without-${label}-seed${seed}.json`);
      if (existsSync(file)) continue;
      process.stderr.write(`${path.basename(file, '.json')}\n`);
      const leftOut = await leaveOut(photos, label, seed);
      if (leftOut === undefined) return 130;
      const entry = { data: DATA, recipe: 'quick', date: new Date().toISOString().slice(0, 10), machine: describeMachine(), ...leftOut };
      mkdirSync(results, { recursive: true });
      writeFileAtomic(file, `${JSON.stringify(entry, null, 2)}\n`);
      writeTable();
    }
  writeTable();
  return 0;
}

/**
 * Trains on the other classes and asks about this one.
 * @param {string} photos @param {string} label @param {number} seed
 * @returns {Promise<(LeftOut & { accuracy: number }) | undefined>} undefined where it was stopped
 */
async function leaveOut(photos, label, seed) {
  const others = path.join(home, 'left-out', `${DATA}-without-${label}`);
  rmSync(others, { recursive: true, force: true });
  for (const split of ['train', 'test']) {
    mkdirSync(path.join(others, split), { recursive: true });
    for (const other of readdirSync(path.join(photos, split)))
      if (other !== label) symlinkSync(path.join(photos, split, other), path.join(others, split, other));
  }
  const trained = await supcon('artifact', [
    'train',
    '--recipe',
    'quick',
    '--data',
    others,
    '--seed',
    String(seed),
    '--name',
    `without-${label}`,
  ]);
  if (trained === undefined) return undefined;
  const artifact = String(trained['artifact']);
  const asked = await supcon('evaluation', [
    'evaluate',
    '--artifact',
    artifact,
    '--data',
    others,
    '--unknown',
    path.join(photos, 'test', label),
  ]);
  if (asked === undefined) return undefined;
  const { unknown, report } = /** @type {Evaluation} */ (/** @type {unknown} */ (asked));
  const { method } = unknown;
  const manifest = /** @type {{ unknown: Pick<LeftOut, 'choice'> }} */ (readJson(path.join(artifact, 'manifest.json')));
  return {
    class: label,
    seed,
    method,
    accuracy: report.linear.accuracy,
    aurocs: /** @type {LeftOut['aurocs']} */ (Object.fromEntries(SCORES.map((name) => [name, unknown[name].auroc]))),
    detected: unknown[method].detected,
    falseAlarms: unknown[method].falseAlarms,
    choice: manifest.unknown.choice,
  };
}

/**
 * @param {string} type of the event that is wanted @param {string[]} args
 * @returns {Promise<Record<string, unknown> | undefined>} undefined where it was stopped
 */
async function supcon(type, args) {
  /** @type {Record<string, unknown> | undefined} */
  let found;
  const { status, interrupted } = await runChild(process.execPath, [path.join(root, 'packages/train/bin/supcon.mjs'), ...args, '--json'], {
    cwd: root,
    env: { ...process.env, SUPCON_HOME: home },
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.['type'] === type) found = event;
    },
  });
  if (interrupted || status === 130) return undefined;
  if (status !== 0 || found === undefined)
    throw new Error(`supcon ${args.join(' ')} ended with status ${status}; its message stands above`);
  return found;
}

function writeTable() {
  const page = path.join(root, 'docs/benchmarks.md');
  const files = existsSync(results) ? readdirSync(results).sort() : [];
  const entries = files.map((file) => /** @type {import('./format-unknown.mjs').TrainedResult} */ (readJson(path.join(results, file))));
  writeFileAtomic(page, putBetweenMarkers(readFileSync(page, 'utf8'), TRAINED_MARKERS, formatTrained(entries)));
}

/** @param {string} file @returns {unknown} */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
