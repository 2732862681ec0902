#!/usr/bin/env node
/** Trains every case of cases.json that has no result file yet, one after the other, and writes the table in docs/benchmarks.md from them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { formatTable, putTable } from './format-table.mjs';
import { caseKey, readCases } from './read-cases.mjs';
import { readEntries } from './read-entries.mjs';
import { runCase } from './run-case.mjs';

const USAGE = `usage: npx nx run train:accuracy [-- options]

Trains what docs/benchmarks.md publishes. A case whose result file is in docs/benchmarks/accuracy/ is passed over, one that was cut off is gone
on with. Takes hours; run nothing else meanwhile.

  --list          say what is done and what is left, and train nothing
  --only TEXT     only cases whose name contains TEXT
  --table         write the table again and train nothing
  --shared        other work runs on this machine meanwhile: mark the times
  --help

Environment:
  SUPCON_DATASETS   folder with the data folders (default ../shared/datasets)
  SUPCON_HOME       where runs are kept (default .supcon/accuracy)
`;

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
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
  const places = {
    root,
    home: path.resolve(root, process.env['SUPCON_HOME'] ?? '.supcon/accuracy'),
    results: path.join(root, 'docs/benchmarks/accuracy'),
    datasets: path.resolve(root, process.env['SUPCON_DATASETS'] ?? '../shared/datasets'),
  };
  const say = (/** @type {string} */ text) => void process.stderr.write(`${text}\n`);
  const cases = readCases(path.join(root, 'tools/accuracy/cases.json')).filter((one) => caseKey(one).includes(values.only));
  if (values.list) {
    for (const one of cases)
      process.stdout.write(`${existsSync(path.join(places.results, `${caseKey(one)}.json`)) ? 'done' : 'left'}  ${caseKey(one)}\n`);
    return 0;
  }
  let failed = 0;
  for (const one of values.table ? [] : cases) {
    try {
      const outcome = await runCase(one, { ...places, shared: values.shared }, say);
      if (outcome === 'interrupted') return 130;
      if (outcome === 'done') writeTable(places.results);
    } catch (error) {
      // The other cases are worth having.
      failed++;
      say(`accuracy: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  writeTable(places.results);
  return failed === 0 ? 0 : 1;
}

/** @param {string} results */
function writeTable(results) {
  const page = path.join(root, 'docs/benchmarks.md');
  writeFileAtomic(page, putTable(readFileSync(page, 'utf8'), formatTable(readEntries(results))));
}
