import { expect, it } from 'vitest';
import { formatDifference } from './format-difference.js';
import { sortClasses, type ClassOrder } from './sort-classes.js';

const of = (label: string, precision: number, recall: number, f1: number, support: number) => ({
  ...{ label, precision, recall, f1, support, predicted: 0 },
});
const classes = [of('c10', 0.5, 0.9, 0.6, 3), of('c2', 0.9, 0.1, 0.2, 9), of('c1', 0.5, 0.5, 0.5, 9)];
const others = [of('c10', 0, 0, 0.1, 1), of('c2', 0, 0, 0.9, 1)];

it.each<readonly [ClassOrder, readonly string[]]>([
  ['label', ['c1', 'c2', 'c10']],
  ['precision', ['c1', 'c10', 'c2']],
  ['recall', ['c2', 'c1', 'c10']],
  ['f1', ['c2', 'c1', 'c10']],
  ['support', ['c1', 'c2', 'c10']],
  ['difference', ['c2', 'c10', 'c1']],
])('sorts by %s, the worst first', (by, labels) => {
  const sorted = sortClasses(classes, others, by);
  expect(sorted.map(({ label }) => label)).toEqual(labels);
  expect(sorted.find(({ label }) => label === 'c10')!.difference).toBeCloseTo(0.5, 12);
  expect(sorted.find(({ label }) => label === 'c1')!.difference).toBeUndefined();
});

it('writes differences with their sign', () => {
  expect([0.0523, -0.2, 0, -0.0001].map(formatDifference)).toEqual(['+5.2', '−20.0', '±0.0', '±0.0']);
});
