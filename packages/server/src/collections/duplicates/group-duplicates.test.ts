import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitVector } from '../../domain/unit-vector.js';
import { groupDuplicates } from './group-duplicates.js';

/** By comparing all pairs and spreading labels until nothing changes. */
function slowly(vectors: readonly Float32Array[], threshold: number): number[][] {
  const cosine = (a: Float32Array, b: Float32Array): number => {
    const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const label = vectors.map((_, i) => i);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < vectors.length; i++)
      for (let j = 0; j < vectors.length; j++)
        if (label[j]! > label[i]! && cosine(vectors[i]!, vectors[j]!) >= threshold - 1e-9) {
          label[j] = label[i]!;
          changed = true;
        }
  }
  const groups = new Map<number, number[]>();
  label.forEach((of, i) => groups.set(of, [...(groups.get(of) ?? []), i]));
  return [...groups.values()].filter((rows) => rows.length > 1).sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}
function quickly(vectors: readonly Float32Array[], threshold: number) {
  const dimensions = vectors[0]?.length ?? 1;
  const rows = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, at) => rows.set(vector, at * dimensions));
  return groupDuplicates(rows, { count: vectors.length, dimensions, threshold });
}
/** Around some centres, so near that thresholds cut through them. */
const clustered = fc
  .record({
    dimensions: fc.constantFrom(2, 3, 24),
    centres: fc.integer({ min: 1, max: 4 }),
    spread: fc.constantFrom(0, 0.05, 0.2, 0.6),
    count: fc.integer({ min: 0, max: 60 }),
    seed: fc.integer(),
  })
  .map(({ dimensions, centres, spread, count, seed }) =>
    Array.from({ length: count }, (_, n) =>
      unitVector(
        Float32Array.from(
          { length: dimensions },
          (__, i) => Math.sin(seed + (n % centres) * 31 + i * 7) + spread * Math.sin(seed * 3 + n * 17 + i * 5),
        ),
        dimensions,
      ),
    ),
  );

it('finds the groups that comparing all pairs finds, whatever the threshold', () => {
  fc.assert(
    fc.property(clustered, fc.constantFrom(0.8, 0.9, 0.97, 0.999, 1), (vectors, threshold) => {
      const found = quickly(vectors, threshold);
      expect(found.map(({ rows }) => rows)).toEqual(slowly(vectors, threshold));
      for (const { rows, similarities } of found) {
        expect(similarities[0]).toBe(1);
        rows.forEach((row, at) => {
          const dot = vectors[rows[0]!]!.reduce((sum, value, i) => sum + value * vectors[row]![i]!, 0);
          expect(similarities[at]).toBeCloseTo(dot, 5);
        });
      }
    }),
    { seed: 3, numRuns: 300 },
  );
});

it('takes vectors without a direction for like nothing, and says how far it is', () => {
  const zero = new Float32Array(2);
  const up = Float32Array.of(0, 1);
  const told: number[] = [];
  const rows = Float32Array.of(...zero, ...up, ...zero, ...up);
  expect(groupDuplicates(rows, { count: 4, dimensions: 2, threshold: 1 }, (done) => told.push(done))).toEqual([
    { rows: [1, 3], similarities: [1, 1] },
  ]);
  expect(told).toEqual([0, 2]);
});
