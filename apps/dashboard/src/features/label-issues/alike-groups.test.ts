import type { Duplicate } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { disagreeing, knowsSplits } from './alike-groups.js';

const item = (id: string, label: string | null, split?: string): Duplicate => ({
  ...{ id, label, metadata: split === undefined ? {} : { split }, version: 1, similarity: 0.99 },
  ...{ createdAt: '', updatedAt: '', thumbnailUrl: '' },
});
const GROUPS = [
  [item('1', 'a', 'train'), item('2', 'b', 'train')],
  [item('3', 'a', 'train'), item('4', 'a', 'validation'), item('5', 'a')],
  [item('6', 'a'), item('7', null)],
];

it('finds pictures that are alike and labelled otherwise', () => expect(disagreeing(GROUPS, 'labels')).toEqual([GROUPS[0]]));
it('finds pictures that are alike on both sides of a split', () => expect(disagreeing(GROUPS, 'splits')).toEqual([GROUPS[1]]));
it('tells pictures whose split is known from those that training has split itself', () => {
  expect(knowsSplits(GROUPS)).toBe(true);
  expect(knowsSplits([GROUPS[2]!])).toBe(false);
});
