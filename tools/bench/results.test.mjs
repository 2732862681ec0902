import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readResults, saveResult } from './results.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-results-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** @type {(benchmark: string, date: string, label?: string) => import('./results.mjs').Result} */
const result = (benchmark, date, label) => ({
  benchmark,
  ...(label === undefined ? {} : { label }),
  date,
  machine: 'a machine',
  settings: { rounds: 2 },
  figures: [{ name: `${benchmark} throughput`, unit: 'images/s', ours: 3, peers: { other: null }, ratio: { other: null } }],
});

it('reads back what was saved, a benchmark before its labelled results, and replaces an earlier one', () => {
  const older = result('train-step', '2026-01-01');
  const [labelled, newer, other] = [
    result('train-step', '2026-01-02', 'a-gpu'),
    result('train-step', '2026-01-03'),
    result('decode', '2026-01-04'),
  ];
  for (const each of [older, labelled, newer, other]) saveResult(folder, each);
  expect(readResults(folder)).toEqual([other, newer, labelled]);
  expect(readdirSync(folder).sort()).toEqual(['decode.json', 'train-step.a-gpu.json', 'train-step.json']);
  expect(readFileSync(path.join(folder, 'decode.json'), 'utf8')).toMatch(/^\{\n {2}"benchmark": "decode",[^]*\}\n$/);
});

it.each(['../away', 'A', 'a.b', '', 'a--b'])('refuses the label %j', (label) => {
  expect(() => saveResult(folder, result('decode', '2026-01-01', label))).toThrow(/--label/);
  expect(readdirSync(folder)).toEqual([]);
});
