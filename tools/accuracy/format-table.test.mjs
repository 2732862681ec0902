import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { formatTable, putTable } from './format-table.mjs';
import { readEntries } from './read-entries.mjs';

/** @type {(recipe: string, seed: number, linear: number) => import('./format-table.mjs').Entry} */
const entry = (recipe, seed, linear) => ({
  recipe,
  data: 'photos',
  seed,
  date: '2026-01-01',
  machine: 'a machine',
  result: {
    precision: 'float32',
    seconds: 600,
    imagesSeen: 217600,
    validation: { linear },
    test: { linear, knn: linear - 0.01, rawPixels: 0.5 },
  },
});

it('shows mean and range over seeds, the best recipe first', () => {
  const rows = formatTable([entry('b', 0, 0.7), entry('a', 0, 0.8), entry('a', 1, 0.9)]).split('\n');
  expect(rows).toHaveLength(4);
  expect(rows[2]).toBe(
    '| photos | `a` | 2 | 0.850 (0.800-0.900) | 0.840 (0.790-0.890) | 0.850 (0.800-0.900) | 0.500 (0.500-0.500) | 217,600 | 10.0 | float32 |',
  );
  expect(rows[3]).toContain('| `b` | 1 | 0.700 | 0.690 |');
});

it('published what the result files say', () => {
  const entries = readEntries(fileURLToPath(new URL('../../docs/benchmarks/accuracy/', import.meta.url)));
  const page = readFileSync(fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)), 'utf8');
  expect(putTable(page, formatTable(entries))).toBe(page);
});
