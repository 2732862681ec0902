import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { formatSuggest, putSuggest, readSuggest } from './format-suggest.mjs';

/** @type {(first: string, next: string, ...accuracies: number[][]) => import('./format-suggest.mjs').Way} */
const way = (first, next, ...accuracies) => ({ first, next, accuracies });
const photos = { data: 'photos', date: '2026-01-01', budgets: [50, 100], pool: 900, test: 100, all: 0.9 };

it('shows suggested beside random on the test photos, and the mean of every way on the others', () => {
  const text = formatSuggest({
    flowers: { ...photos, results: [way('random', 'random', [0.7, 0.8], [0.6, 0.9]), way('suggest', 'suggest', [0.8, 0.9])] },
    'choice-flowers': { ...photos, results: [way('random', 'random', [0.5, 0.75], [0.6, 0.85]), way('suggest', 'margin', [0.7, 0.8])] },
    'choice-pets': { ...photos, data: 'pets', results: [way('suggest', 'margin', [0.9, 0.95])] },
  });
  for (const row of [
    '| random | 2 | 0.650 (0.600-0.700) | 0.850 (0.800-0.900) |',
    '| suggested | 1 | 0.800 (0.800-0.800) | 0.900 (0.900-0.900) |',
    '| first 50 | next ones | photos 50 | photos 100 | pets 50 | pets 100 |',
    '| random | random | 0.550 | 0.800 |  |  |',
    '| suggested | margin | 0.700 | 0.800 | 0.900 | 0.950 |',
  ])
    expect(text.split('\n')).toContain(row);
});

it('published what the result files say', () => {
  const results = readSuggest(fileURLToPath(new URL('../../docs/benchmarks/suggest/', import.meta.url)));
  const page = readFileSync(fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)), 'utf8');
  expect(putSuggest(page, results)).toBe(page);
});
