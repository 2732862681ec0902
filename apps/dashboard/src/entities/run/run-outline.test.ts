import { expect, it } from 'vitest';
import { runOutline } from './run-outline.js';

const curve = (name: 'loss' | 'knn', values: number[], term?: string) => ({
  ...{ name, values, epochs: values.map((_, at) => at + 1), seconds: values.map((_, at) => 10 * at) },
  ...(term === undefined ? {} : { term }),
});

it('names both terms, draws the contrastive one, and tells best and last apart', () => {
  const curves = [curve('loss', [2, 1], 'cross-entropy'), curve('loss', [5, 4], 'triplet'), curve('knn', [0.2, 0.9, 0.7])];
  expect(runOutline({ curves })).toEqual({
    loss: 'triplet+cross-entropy',
    line: { kind: 'contrastive', values: [5, 4] },
    knn: { best: 0.9, last: 0.7 },
  });
});

it('draws the cross-entropy where it is alone', () => {
  expect(runOutline({ curves: [curve('loss', [2, 1], 'cross-entropy')] })).toEqual({
    loss: 'cross-entropy',
    line: { kind: 'crossEntropy', values: [2, 1] },
    knn: undefined,
  });
});

it('says nothing of a run without epochs', () => {
  expect(runOutline({ curves: [] })).toEqual({ loss: undefined, line: undefined, knn: undefined });
});
