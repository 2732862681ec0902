import { describe, expect, it } from 'vitest';
import { naiveSupCon } from '../../test/naive-supcon.js';
import { normals } from '../../test/gradient-check.js';
import { supConOfSimilarities } from './supcon-similarities.js';

/** z_i · z_j of rows as they are. */
function similaritiesOf(rows: readonly (readonly number[])[]): Float32Array {
  return Float32Array.from(rows.flatMap((a) => rows.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0))));
}
const e = (axis: number): number[] => [0, 1, 2].map((i) => (i === axis ? 1 : 0));

/** Hand values published with google-research `supcon/losses_test.py`; one number for each sample, both of whose views have it. */
describe('golden values', () => {
  it('equal views of the three axes, labels 0, 0, 1, temperature 1', () => {
    const rows = [e(2), e(1), e(0), e(2), e(1), e(0)];
    const { loss } = supConOfSimilarities(similaritiesOf(rows), Int32Array.of(0, 0, 1, 0, 0, 1), 1);
    expect(loss).toBeCloseTo((1.571499 + 1.571499 + 0.904832) / 3, 5);
  });

  it('a regular tetrahedron gives ln 3, and a tenth of it with google-research scaling at temperature 0.1', () => {
    const rows = [
      [1, 1, 1],
      [1, -1, -1],
      [-1, 1, -1],
      [-1, -1, 1],
    ].map((row) => row.map((value) => value / Math.sqrt(3)));
    const labels = Int32Array.of(0, 1, 0, 1);
    expect(supConOfSimilarities(similaritiesOf(rows), labels, 1).loss).toBeCloseTo(Math.log(3), 5);
    expect(supConOfSimilarities(similaritiesOf(rows), labels, 0.1, 'google-research').loss).toBeCloseTo(0.109861, 5);
  });

  it('unnormalised views: L_out 1.675585, 1.797377, 1.584710', () => {
    const samples = [
      [
        [0.01, 0.02, 0.14],
        [0.38, 0.61, 0.5],
      ],
      [
        [0.86, 0.97, 0.33],
        [0.26, 0.68, 0.45],
      ],
      [
        [0.32, 0.64, 0.28],
        [0.45, 0.74, 0.73],
      ],
    ];
    const rows = [0, 1].flatMap((view) => samples.map((sample) => sample[view]!));
    const { loss } = supConOfSimilarities(similaritiesOf(rows), Int32Array.of(0, 0, 1, 0, 0, 1), 1);
    expect(loss).toBeCloseTo((1.675585 + 1.797377 + 1.58471) / 3, 5);
  });

  it.each([
    [2, 0.1],
    [8, 0.07],
    [64, 0.01],
  ])('collapsed embeddings of %i images at temperature %f give ln(2N - 1)', (images, temperature) => {
    const size = 2 * images;
    const labels = Int32Array.from({ length: size }, (_, i) => (i % images) % 2);
    const { loss, weights } = supConOfSimilarities(new Float32Array(size * size).fill(1), labels, temperature);
    expect(loss).toBeCloseTo(Math.log(size - 1), 6);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  it('SupContrast prints 8.909 when 256 images collapse at temperature 0.1', () => {
    const labels = Int32Array.from({ length: 512 }, (_, i) => i % 10);
    expect(supConOfSimilarities(new Float32Array(512 * 512).fill(1), labels, 0.1, 'supcontrast').loss).toBeCloseTo(8.909, 3);
  });
});

describe('against double loops in float64', () => {
  const grid = [2, 3, 7, 12].flatMap((rows) =>
    [1, 2, 3, 12].flatMap((classes) => [1, 0.1, 0.07, 0.01].map((temperature) => ({ rows, classes, temperature }))),
  );
  it.each(grid)('$rows rows, $classes classes, temperature $temperature', ({ rows, classes, temperature }) => {
    const raw = normals(rows * 100 + classes, rows * 5);
    const labels = Int32Array.from({ length: rows }, (_, i) => (i * 7) % classes);
    const vectors = Array.from({ length: rows }, (_, i) => {
      const row = [...raw.subarray(i * 5, i * 5 + 5)];
      const norm = Math.hypot(...row);
      return row.map((value) => value / norm);
    });
    const similarities = similaritiesOf(vectors);
    const want = naiveSupCon(similarities, labels, temperature);
    const got = supConOfSimilarities(similarities, labels, temperature);
    expect(got.anchorsWithoutPositives).toBe(want.lone);
    expect(Math.abs(got.loss - want.loss)).toBeLessThanOrEqual(1e-9 * (1 + want.loss));
    want.gradient.forEach((value, at) => {
      const transposed = want.gradient[(at % rows) * rows + Math.floor(at / rows)]!;
      expect(Math.abs(got.weights[at]! - (value + transposed))).toBeLessThan((1e-6 * (1 + Math.abs(value))) / temperature);
    });
  });
});
