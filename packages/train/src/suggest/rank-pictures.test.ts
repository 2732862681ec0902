import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { rankPictures } from './rank-pictures.js';

/** Clouds of pictures around directions: row r belongs to cloud r % clouds. */
function clouds(rows: number, clouds: number, width: number, seed = 1): Float32Array {
  const rng = createRng(seed, 'clouds');
  const centres = Array.from({ length: clouds * width }, () => rng.normal());
  return Float32Array.from({ length: rows * width }, (_, at) => {
    const cloud = Math.floor(at / width) % clouds;
    // Behind a ReLU everything has much in common.
    return 5 + centres[cloud * width + (at % width)]! + 0.1 * rng.normal();
  });
}

describe('rankPictures', () => {
  it('without a classifier takes one of each cloud first, whose share it stands for', () => {
    const ranked = rankPictures({ embeddings: clouds(60, 6, 16), rows: 60, count: 6, seed: 0 });
    expect(new Set(ranked.map(({ row }) => row % 6)).size).toBe(6);
    expect(ranked.map(({ standsFor }) => standsFor)).toEqual([10, 10, 10, 10, 10, 10]);
    expect(ranked.every(({ uncertainty }) => uncertainty === undefined)).toBe(true);
  });

  it('leaves aside what pictures with a label stand for', () => {
    const all = clouds(60, 6, 16);
    const known = all.slice(0, 3 * 16);
    const ranked = rankPictures({ embeddings: all.slice(6 * 16), rows: 54, known, count: 3, seed: 0 });
    expect(ranked.map(({ row }) => row % 6).sort()).toEqual([3, 4, 5]);
  });

  it('takes what the classifier is undecided about, no two of a kind, and what is unknown', () => {
    const embeddings = clouds(60, 6, 16);
    // Sure of all but clouds 1 and 4.
    const probabilities = Float64Array.from({ length: 120 }, (_, at) => {
      const first = [1, 4].includes(Math.floor(at / 2) % 6) ? 0.55 : 0.999;
      return at % 2 === 0 ? first : 1 - first;
    });
    const input = { embeddings, rows: 60, probabilities, seed: 0 };
    expect(
      rankPictures({ ...input, count: 2 })
        .map(({ row }) => row % 6)
        .sort(),
    ).toEqual([1, 4]);
    const ranked = rankPictures({ ...input, count: 3, unknown: new Set([2, 8, 14, 20]) });
    expect(ranked.map(({ row }) => row % 6).sort()).toEqual([1, 2, 4]);
    for (const { row, uncertainty } of ranked) {
      if (row % 6 !== 2) expect(uncertainty).toBeCloseTo(0.9, 9);
      else if ([2, 8, 14, 20].includes(row)) expect(uncertainty).toBe(1);
    }
  });

  it('names each picture once, all of them if need be, and the same for the same seed', () => {
    const input = { embeddings: clouds(30, 4, 8), rows: 30, count: 100, seed: 3 };
    const ranked = rankPictures(input);
    expect(ranked.map(({ row }) => row).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, row) => row));
    expect(rankPictures(input)).toEqual(ranked);
    expect(rankPictures({ ...input, count: 7 }).map(({ row }) => row)).toEqual(ranked.slice(0, 7).map(({ row }) => row));
  });

  it('goes on where the classifier is sure of everything, and with a single picture', () => {
    const sure = Float64Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? 1 : 0));
    const ranked = rankPictures({ embeddings: clouds(30, 3, 8), rows: 30, probabilities: sure, count: 3, seed: 0 });
    expect(new Set(ranked.map(({ row }) => row % 3)).size).toBe(3);
    expect(rankPictures({ embeddings: Float32Array.of(1, 2), rows: 1, count: 5, seed: 0 })).toMatchObject([{ row: 0, standsFor: 1 }]);
  });
});
