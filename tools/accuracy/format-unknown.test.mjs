import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { formatTrained, formatUnknown, putUnknown } from './format-unknown.mjs';
import { readUnknown } from './read-unknown.mjs';

/** @type {(name: string, seed: number, knn: number, msp: number, method: 'knn' | 'msp') => import('./format-unknown.mjs').LeftOut} */
const leftOut = (name, seed, knn, msp, method) => ({
  class: name,
  seed,
  method,
  aurocs: { knn, msp, gen: 0.5, fdbd: 0.5, scale: 0.5, relativeMahalanobis: 0.5, mahalanobis: 0.5, nnGuide: 0.5 },
  detected: 0.75,
  falseAlarms: 0.0625,
  choice: { expectedFalseAlarms: 0.05, expectedAuroc: 0.875 },
});

it('shows the mean of each score over seeds, and what was chosen', () => {
  const text = formatUnknown([
    {
      data: 'photos',
      date: '2026-01-01',
      photos: 1000,
      leftOut: [
        leftOut('cat', 0, 0.9, 0.8, 'knn'),
        leftOut('cat', 1, 0.7, 0.8, 'msp'),
        leftOut('dog', 0, 0.9, 0.6, 'msp'),
        leftOut('dog', 1, 0.9, 0.6, 'knn'),
      ],
      labelSets: [
        { accuracy: 0.9, sets: [{ promised: 0.95, covered: 0.94, meanSize: 1.25 }] },
        { accuracy: 0.8, sets: [{ promised: 0.95, covered: 0.96, meanSize: 1.75 }] },
      ],
    },
  ]);
  expect(text).toContain(
    'The chosen score has 0.800 on average; the best single one in hindsight, kNN,\n0.850; whichever is best each time 0.875.',
  );
  expect(text).toContain('| cat | 0.800 | 0.500 | 0.500 | 0.500 | 0.500 | 0.500 | 0.800 | 0.500 | **0.850** (kNN, MSP) |');
  expect(text).toContain('| photos | 1,000 | 85.0 % | 95.0 % (94.0 % - 96.0 %) | 1.50 |');
});

it('shows what encoders trained from random weights tell, beside what they know', () => {
  const entry = (/** @type {string} */ name, /** @type {number} */ accuracy) => ({
    ...leftOut(name, 0, 0.9, 0.8, 'knn'),
    ...{ data: 'photos', recipe: 'quick', date: '2026-01-01', accuracy },
  });
  const text = formatTrained([entry('cat', 0.75), entry('dog', 0.85)]);
  expect(text).toContain('(recipe `quick`, 80.0 % of the test photos of the other classes right). `photos`, 2026-01-01, 1 seeds.');
  expect(text).toContain('| mean | 0.800 | 0.500 |');
  const chosen = { ...entry('cat', 0.75), choice: { expectedFalseAlarms: 0.05 } };
  expect(formatTrained([chosen])).toContain('Expected were\nfalse alarms 5.0 %;');
  expect(formatTrained([])).toContain('train:unknown-trained');
});

it('published what the result files say', () => {
  const results = readUnknown(fileURLToPath(new URL('../../docs/benchmarks/unknown/', import.meta.url)), ['imagenet5', 'flowers', 'pets']);
  const page = readFileSync(fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)), 'utf8');
  expect(results.length).toBeGreaterThan(0);
  expect(putUnknown(page, results)).toBe(page);
});
