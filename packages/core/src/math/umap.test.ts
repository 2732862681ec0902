import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { trustworthiness } from '../../test/trustworthiness.js';
import { createRng } from '../rng.js';
import { euclideanNeighbours } from './euclidean-neighbours.js';
import { umapCurve } from './umap-curve.js';
import { umapGraph } from './umap-graph.js';
import { umap } from './umap.js';

const readFixture = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8'));
const data = (await readFixture('projections.json')) as { readonly tall: { readonly rows: readonly (readonly number[])[] } };
const theirs = (await readFixture('umap.json')) as {
  readonly curves: readonly { readonly minDistance: number; readonly a: number; readonly b: number }[];
  readonly neighbours: number;
  readonly graph: readonly (readonly number[])[];
  readonly trustworthiness: number;
};
const rows = Float32Array.from(data.tall.rows.flat());
const count = data.tall.rows.length;

it('euclideanNeighbours are those of a slow loop', () => {
  const near = euclideanNeighbours(rows, count, 7);
  data.tall.rows.forEach((own, row) => {
    const slow = data.tall.rows
      .map((other, at) => ({ at, distance: Math.hypot(...own.map((value, i) => Math.fround(value) - Math.fround(other[i]!))) }))
      .filter(({ at }) => at !== row)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 7);
    expect([...near.rows.subarray(row * 7, row * 7 + 7)]).toEqual(slow.map(({ at }) => at));
    slow.forEach(({ distance }, at) => expect(near.distances[row * 7 + at]).toBeCloseTo(distance, 9));
  });
});

it.each(theirs.curves)("umapCurve of $minDistance is umap-learn's", ({ minDistance, a, b }) => {
  const ours = umapCurve(minDistance);
  expect(ours.a).toBeCloseTo(a, 4);
  expect(ours.b).toBeCloseTo(b, 4);
});

it("umapGraph has the weights of umap-learn's", () => {
  const { from, to, weights } = umapGraph(rows, count, theirs.neighbours);
  const full = new Float64Array(count * count);
  from.forEach((row, edge) => (full[row * count + to[edge]!] = weights[edge]!));
  theirs.graph.flat().forEach((weight, at) => expect(Math.abs(full[at]! - weight)).toBeLessThan(1e-4));
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) expect(full[i * count + j]).toBe(full[j * count + i]);
});

describe('umap', () => {
  it('keeps neighbourhoods as well as umap-learn, and far better than chance', () => {
    const ours = trustworthiness(rows, umap(rows, count, { seed: 0, neighbours: 10 }), count, 5);
    const rng = createRng(0, 'chance');
    const chance = trustworthiness(rows, Float64Array.from({ length: 2 * count }, () => rng.normal()), count, 5); // prettier-ignore
    expect(ours).toBeGreaterThan(theirs.trustworthiness - 0.02);
    expect(chance).toBeLessThan(0.7);
  });

  it('gives the same picture to the bit with the same seed, and another with another', () => {
    const once = umap(rows, count, { seed: 3, epochs: 50 });
    expect(umap(rows, count, { seed: 3, epochs: 50 })).toEqual(once);
    expect(umap(rows, count, { seed: 4, epochs: 50 })).not.toEqual(once);
  });

  it('lays out in three dimensions, tells of each epoch, and bears rows that are equal', () => {
    const told: number[] = [];
    const points = umap(new Float32Array(40).fill(1), 20, { seed: 0, dimensions: 3, epochs: 9, onEpoch: (done) => told.push(done) });
    expect(points).toHaveLength(60);
    expect(points.every(Number.isFinite)).toBe(true);
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuses what has no answer', () => {
    expect(() => umap(new Float32Array(6), 3, { seed: 0 })).toThrow('needs at least 4 rows, got 3');
    expect(() => umap(rows, count, { seed: 0, neighbours: 1 })).toThrow('neighbours must be');
    expect(() => umap(rows, count, { seed: 0, minDistance: 2 })).toThrow('minDistance must be 0 to 1, got 2');
  });
});
