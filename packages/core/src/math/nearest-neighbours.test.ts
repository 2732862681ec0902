import { describe, expect, it } from 'vitest';
import { dot, normals } from '../../test/gradient-check.js';
import { nearestNeighbours } from './nearest-neighbours.js';

const [n, width] = [50, 6];
const gallery = normals(1, n * width);

function byFullSort(query: Float32Array, skip: number, k: number): { row: number; similarity: number }[] {
  return Array.from({ length: n }, (_, row) => {
    const other = gallery.subarray(row * width, (row + 1) * width);
    return { row, similarity: dot(query, other) / Math.sqrt(dot(query, query) * dot(other, other)) };
  })
    .filter(({ row }) => row !== skip)
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, k);
}

describe('nearestNeighbours', () => {
  it.each([1, 7, 50, 80])('agrees with a full sort for k = %i', (k) => {
    const queries = normals(2, 40 * width);
    const found = nearestNeighbours('test', gallery, n, queries, k);
    expect(found.count).toBe(Math.min(k, n));
    for (let q = 0; q < 40; q++) {
      const want = byFullSort(queries.subarray(q * width, (q + 1) * width), -1, k);
      expect([...found.rows.subarray(q * found.count, (q + 1) * found.count)]).toEqual(want.map(({ row }) => row));
      want.forEach(({ similarity }, i) => {
        expect(found.similarities[q * found.count + i]).toBeCloseTo(similarity, 6);
      });
    }
  });

  it('leaves a gallery row out of its own neighbours', () => {
    const found = nearestNeighbours('test', gallery, n, undefined, 4);
    for (let q = 0; q < n; q++)
      expect([...found.rows.subarray(q * 4, (q + 1) * 4)]).toEqual(
        byFullSort(gallery.subarray(q * width, (q + 1) * width), q, 4).map(({ row }) => row),
      );
  });

  it('puts the earlier of equals first, and a lone row has no neighbour', () => {
    const copies = Float32Array.of(1, 0, 1, 0, 0, 1, 1, 0);
    expect([...nearestNeighbours('test', copies, 4, Float32Array.of(2, 0), 3).rows]).toEqual([0, 1, 3]);
    expect(nearestNeighbours('test', Float32Array.of(1, 2), 1, undefined, 5)).toMatchObject({ count: 0 });
  });
});
