import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BENCHMARKS } from './benchmarks.mjs';
import { formatResult, putResults } from './results-page.mjs';
import { readResults, resultsFolder } from './results.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @type {import('./results.mjs').Result} */
const result = {
  benchmark: 'train-step',
  date: '2026-01-01',
  machine: 'a machine',
  settings: { rounds: 2, size: 128 },
  figures: [
    {
      name: 'train-step throughput',
      unit: 'images/s',
      ours: 20.25,
      peers: { keras: 10, torch: null },
      ratio: { keras: 2.025, torch: null },
    },
    { name: 'train-step peak RSS', unit: 'MiB', ours: 1534, peers: { other: 2450 }, ratio: { other: 0.6261 } },
  ],
};

it('shows every figure with its peers and ratios, and when and where they were measured', () => {
  expect(formatResult(result).split('\n')).toEqual([
    "2026-01-01, a machine; rounds 2, size 128. In brackets: ours divided by the peer's.",
    '',
    '| figure | unit | ours | keras | torch | other |',
    '| --- | --- | --- | --- | --- | --- |',
    '| throughput | images/s | **20.25** | 10 (2.02) | could not run |  |',
    '| peak RSS | MiB | **1,534** |  |  | 2,450 (0.63) |',
  ]);
});

it('fills the place of each benchmark, and says which one was not measured', () => {
  const place = (/** @type {string} */ name) =>
    `<!-- ${name} figures: written by npm run bench -- ${name} --save -->\nold\n<!-- end of the ${name} figures -->\n`;
  const page = putResults(
    `${place('train-step')}by hand\n${place('infer')}`,
    ['train-step', 'infer'],
    [result, { ...result, label: 'a-gpu' }],
  );
  expect(page).toContain('\n\nby hand\n'.slice(1));
  expect(page).not.toContain('old');
  expect(page.match(/\| throughput \|/g)).toHaveLength(2);
  expect(page).toContain('\na-gpu: 2026-01-01');
  expect(page).toContain('Not measured yet: `npm run bench -- infer --save`.');
});

it('published what the result files say', () => {
  const page = readFileSync(`${root}docs/benchmarks.md`, 'utf8');
  const results = readResults(resultsFolder(root));
  expect(putResults(page, Object.keys(BENCHMARKS), results)).toBe(page);
  for (const { benchmark } of results) expect(Object.keys(BENCHMARKS)).toContain(benchmark);
});
