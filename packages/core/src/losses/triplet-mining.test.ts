import { describe, expect, it } from 'vitest';
import { mineTriplets } from './triplet-mining.js';

/** Points on a line. */
const mine = (points: readonly number[], labels: readonly number[], mining: 'semi-hard' | 'hard') =>
  mineTriplets((i, j) => Math.abs(points[i]! - points[j]!), Int32Array.from(labels), mining).map(({ anchor, positive, negative }) => [
    anchor,
    positive,
    negative,
  ]);

describe('mineTriplets', () => {
  it('semi-hard: the nearest negative beyond the positive, for every pair', () => {
    expect(mine([0, 2, 1, 3, 5], [0, 0, 1, 2, 3], 'semi-hard')).toEqual([
      [0, 1, 3],
      // From 2 no negative but 5 is farther than 0.
      [1, 0, 4],
    ]);
  });

  it('semi-hard: the farthest negative where none is beyond the positive', () => {
    expect(mine([0, 9, 1, 4], [0, 0, 1, 1], 'semi-hard').slice(0, 2)).toEqual([
      [0, 1, 3],
      [1, 0, 2],
    ]);
  });

  it('semi-hard: as far as the positive is not beyond it', () => {
    expect(mine([0, 2, -2, 7], [0, 0, 1, 2], 'semi-hard')[0]).toEqual([0, 1, 3]);
  });

  it('hard: the farthest positive and the nearest negative, once for every anchor', () => {
    expect(mine([0, 1, 5, 2, -7], [0, 0, 0, 1, 2], 'hard')).toEqual([
      [0, 2, 3],
      [1, 2, 3],
      [2, 0, 3],
    ]);
  });

  it.each(['semi-hard', 'hard'] as const)('%s: nothing without positives or without negatives', (mining) => {
    expect(mine([0, 1, 2], [0, 1, 2], mining)).toEqual([]);
    expect(mine([0, 1, 2], [0, 0, 0], mining)).toEqual([]);
    expect(mine([0], [0], mining)).toEqual([]);
  });
});
