#!/usr/bin/env node
/** Runs recipe auto on photos that ImageNet has the like of and on some that it has not, and writes what each of its parts is worth into docs/benchmarks.md. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/describe-machine.mjs';
import { putBetweenMarkers } from '../put-between-markers.mjs';
import { parseEvent, runChild } from '../quickstart/run-child.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { AUTO_MARKERS, formatAuto } from './format-auto.mjs';
import { isMade, writeSet } from './made/write-set.mjs';
import { readEntries } from './read-entries.mjs';

const USAGE = `usage: npx nx run train:auto-accuracy [-- options]

Runs 'supcon train --data DIR' as anybody would, three seeds for each set of photos, and writes the table in docs/benchmarks.md. A case whose result file is in
docs/benchmarks/auto/ is passed over, one that was cut off is gone on with. The budget is time, so run nothing else meanwhile.

  --list          say what is done and what is left, and train nothing
  --only TEXT     only cases whose name contains TEXT
  --table         write the table again and train nothing
  --shared        other work runs on this machine meanwhile: mark the times
  --help

Environment:
  SUPCON_DATASETS   folder with the data folders (default ../shared/datasets); textures and cells are drawn
  SUPCON_HOME       where runs are kept (default .supcon/accuracy)
`;

/** With training from random weights where ImageNet's may be of little use. */
const CASES = [0, 1, 2].flatMap((seed) =>
  ['flowers', 'pets', 'textures', 'cells'].map((data) => ({ data, seed, scratch: isMade(data), key: `auto-on-${data}-seed${seed}` })),
);

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const results = path.join(root, 'docs/benchmarks/auto');
process.exitCode = await main();

async function main() {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean', default: false },
      table: { type: 'boolean', default: false },
      shared: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const home = path.resolve(root, process.env['SUPCON_HOME'] ?? '.supcon/accuracy');
  const datasets = path.resolve(root, process.env['SUPCON_DATASETS'] ?? '../shared/datasets');
  for (const one of CASES.filter(({ key }) => key.includes(values.only))) {
    const file = path.join(results, `${one.key}.json`);
    const done = existsSync(file);
    if (values.list) process.stdout.write(`${done ? 'done' : 'left'}  ${one.key}\n`);
    if (values.list || values.table || done) continue;
    const data = isMade(one.data) ? path.join(home, 'made', one.data) : path.join(datasets, one.data);
    if (isMade(one.data)) await writeSet(one.data, data);
    else if (!existsSync(data)) throw new Error(`there is no ${data}; set SUPCON_DATASETS to the folder that holds ${one.data}/`);
    process.stderr.write(`${one.key}\n`);
    const selection = await runAuto(data, one, home);
    if (selection === undefined) return 130;
    const { seed, scratch } = one;
    const entry = {
      data: one.data,
      seed,
      scratch,
      date: new Date().toISOString().slice(0, 10),
      machine: describeMachine(),
      shared: values.shared,
      selection,
    };
    mkdirSync(results, { recursive: true });
    writeFileAtomic(file, `${JSON.stringify(entry, null, 2)}\n`);
    writeTable();
  }
  if (!values.list) writeTable();
  return 0;
}

/**
 * @param {string} data @param {{ seed: number, scratch: boolean }} one @param {string} home
 * @returns {Promise<Record<string, unknown> | undefined>} the event that says what was chosen among what; undefined where it was stopped
 */
async function runAuto(data, { seed, scratch }, home) {
  const args = ['train', '--data', data, '--seed', String(seed), ...(scratch ? ['--scratch'] : []), '--no-freeze', '--json'];
  /** @type {Record<string, unknown> | undefined} */
  let selection;
  const { status, interrupted } = await runChild(process.execPath, [path.join(root, 'packages/train/bin/supcon.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, SUPCON_HOME: home },
    onLine: (line) => {
      const event = parseEvent(line);
      if (event?.['type'] === 'selection') selection = event;
    },
  });
  if (interrupted || status === 130) return undefined;
  if (status !== 0 || selection === undefined)
    throw new Error(`supcon ${args.join(' ')} ended with status ${status}; its message stands above`);
  return selection;
}

function writeTable() {
  const page = path.join(root, 'docs/benchmarks.md');
  const entries = /** @type {unknown[]} */ (readEntries(results));
  writeFileAtomic(
    page,
    putBetweenMarkers(
      readFileSync(page, 'utf8'),
      AUTO_MARKERS,
      formatAuto(/** @type {import('./format-auto.mjs').AutoEntry[]} */ (entries)),
    ),
  );
}
