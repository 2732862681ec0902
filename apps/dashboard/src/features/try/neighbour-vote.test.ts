import type { Neighbour } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { neighbourVote } from './neighbour-vote.js';

const neighbours = (...labels: (string | null)[]): Neighbour[] =>
  labels.map((label, index) => ({ id: String(index), label, similarity: 1 - index / 10, metadata: {}, thumbnailUrl: '' }));

it.each([
  ['the most', neighbours('a', 'b', 'b', 'a', 'b'), { label: 'b', votes: 3, of: 5 }],
  ['the nearest of equals', neighbours('b', 'a', 'a', 'b'), { label: 'b', votes: 2, of: 4 }],
  ['only the first five', neighbours('a', 'a', 'a', 'b', 'b', 'b', 'b'), { label: 'a', votes: 3, of: 5 }],
  ['what has a label', neighbours(null, null, 'a'), { label: 'a', votes: 1, of: 3 }],
  ['nothing without labels', neighbours(null), undefined],
  ['nothing without neighbours', [], undefined],
])('counts %s', (_, given, expected) => {
  expect(neighbourVote(given, 5)).toEqual(expected);
});
