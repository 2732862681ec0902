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
    const { loss } = supConOfSimilarities(similaritiesOf(rows), Int32Array.of(0, 0, 1, 0, 0, 1), { temperature: 1 });
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
    expect(supConOfSimilarities(similaritiesOf(rows), labels, { temperature: 1 }).loss).toBeCloseTo(Math.log(3), 5);
    const scaled = supConOfSimilarities(similaritiesOf(rows), labels, { temperature: 0.1, scaling: 'google-research' });
    expect(scaled.loss).toBeCloseTo(0.109861, 5);
  });

  describe('unnormalised views, temperature 1', () => {
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
    const images = [0, 1, 2, 0, 1, 2];
    const mixed = [0, 0, 1];
    const alike = [0, 0, 0];
    it.each([
      { form: 'out', denominator: 'all', labels: mixed, cap: undefined, want: [1.6755852, 1.7973773, 1.58471] },
      { form: 'out', denominator: 'one-positive', labels: mixed, cap: undefined, want: [1.1782627, 1.3435497, 1.58471] },
      { form: 'out', denominator: 'only-negatives', labels: mixed, cap: undefined, want: [0.79652834, 1.0154991, 1.3529458] },
      { form: 'out', denominator: 'all', labels: mixed, cap: 4, want: [1.6755852, 1.7973773, 1.58471] },
      { form: 'out', denominator: 'all', labels: alike, cap: 2, want: [1.1385298, 1.1824025, 1.1557417] },
      { form: 'out', denominator: 'all', labels: mixed, cap: 0, want: [1.3769293, 1.0785717, 1.58471] },
      { form: 'in', denominator: 'all', labels: mixed, cap: undefined, want: [1.6356678, 1.7135872, 1.58471] },
      { form: 'in', denominator: 'one-positive', labels: mixed, cap: undefined, want: [1.1571673, 1.2941568, 1.58471] },
      { form: 'in', denominator: 'only-negatives', labels: mixed, cap: undefined, want: [0.756611, 0.93170905, 1.3529458] },
      { form: 'in', denominator: 'all', labels: mixed, cap: 4, want: [1.6356678, 1.7135872, 1.58471] },
      { form: 'in', denominator: 'all', labels: alike, cap: 2, want: [1.0986123, 1.0986123, 1.0986123] },
      { form: 'in', denominator: 'all', labels: mixed, cap: 0, want: [1.3769293, 1.0785717, 1.58471] },
    ] as const)('L_$form, denominator $denominator, positives cap $cap, labels $labels', ({ form, denominator, labels, cap, want }) => {
      const { loss } = supConOfSimilarities(similaritiesOf(rows), Int32Array.from([...labels, ...labels]), {
        temperature: 1,
        form,
        denominator,
        positivesCap: cap,
        images,
      });
      expect(loss).toBeCloseTo((want[0] + want[1] + want[2]) / 3, 5);
    });
  });

  it.each([
    [2, 0.1],
    [8, 0.07],
    [64, 0.01],
  ])('collapsed embeddings of %i images at temperature %f give ln(2N - 1)', (images, temperature) => {
    const size = 2 * images;
    const labels = Int32Array.from({ length: size }, (_, i) => (i % images) % 2);
    const { loss, weights } = supConOfSimilarities(new Float32Array(size * size).fill(1), labels, { temperature });
    expect(loss).toBeCloseTo(Math.log(size - 1), 6);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  it('SupContrast prints 8.909 when 256 images collapse at temperature 0.1', () => {
    const labels = Int32Array.from({ length: 512 }, (_, i) => i % 10);
    const { loss } = supConOfSimilarities(new Float32Array(512 * 512).fill(1), labels, { temperature: 0.1, scaling: 'supcontrast' });
    expect(loss).toBeCloseTo(8.909, 3);
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
    const got = supConOfSimilarities(similarities, labels, { temperature });
    expect(got.anchorsWithoutPositives).toBe(want.lone);
    expect(Math.abs(got.loss - want.loss)).toBeLessThanOrEqual(1e-9 * (1 + want.loss));
    want.gradient.forEach((value, at) => {
      expect(Math.abs(got.weights[at]! - value)).toBeLessThan((1e-6 * (1 + Math.abs(value))) / temperature);
    });
  });
});

describe('gradient by every similarity, by central differences', () => {
  const size = 9;
  const labels = Int32Array.of(0, 1, 0, 2, 1, 0, 1, 3, 1);
  const images = [0, 1, 2, 3, 4, 2, 1, 5, 6];
  const similarities = normals(31, size * (size + 3)).map((value) => Math.tanh(value));
  const extraLabels = Int32Array.of(1, 0, 4);
  it.each(
    (['out', 'in'] as const).flatMap((form) =>
      (['all', 'one-positive', 'only-negatives'] as const).flatMap((denominator) =>
        (['paper', 'supcontrast', 'google-research'] as const).flatMap((scaling) =>
          [undefined, 1].map((positivesCap) => ({ form, denominator, scaling, positivesCap })),
        ),
      ),
    ),
  )('$form $denominator $scaling cap $positivesCap', (options) => {
    const settings = { temperature: 0.3, images, extraLabels, classWeights: [1, 2, 0.5, 1, 9], ...options };
    const { weights } = supConOfSimilarities(similarities, labels, settings);
    const step = 2 ** -8;
    weights.forEach((weight, at) => {
      const moved = (sign: number): number => {
        const shifted = similarities.slice();
        shifted[at]! += sign * step;
        return supConOfSimilarities(shifted, labels, settings).loss;
      };
      const span = Math.fround(similarities[at]! + step) - Math.fround(similarities[at]! - step);
      expect(Math.abs(weight - (moved(1) - moved(-1)) / span)).toBeLessThan(2e-4);
    });
  });
});

describe('neither side underflows beside the other', () => {
  it('positives far nearer than negatives, at temperature 0.001', () => {
    // One positive at similarity 1, one negative at -1: l = 0 over all, 2000 over the negatives alone.
    const similarities = Float32Array.of(1, 1, -1, 1, 1, -1, -1, -1, 1);
    const labels = Int32Array.of(0, 0, 1);
    expect(supConOfSimilarities(similarities, labels, { temperature: 0.001 }).loss).toBeCloseTo(0, 9);
    const only = supConOfSimilarities(similarities, labels, { temperature: 0.001, denominator: 'only-negatives' });
    expect(only.loss).toBeCloseTo(-2000, 6);
    expect([...only.weights].every(Number.isFinite)).toBe(true);
  });

  it('negatives far nearer than positives', () => {
    const similarities = Float32Array.of(1, -1, 1, -1, 1, 1, 1, 1, 1);
    for (const form of ['out', 'in'] as const) {
      const { loss, weights } = supConOfSimilarities(similarities, Int32Array.of(0, 0, 1), { temperature: 0.001, form });
      expect(loss).toBeCloseTo(2000, 6);
      expect(weights.every(Number.isFinite)).toBe(true);
    }
  });

  it('passes NaN on', () => {
    const similarities = Float32Array.of(1, Number.NaN, 0, Number.NaN, 1, 0, 0, 0, 1);
    expect(supConOfSimilarities(similarities, Int32Array.of(0, 0, 1), { temperature: 0.1 }).loss).toBeNaN();
  });
});

it('leaves out what the denominator cannot serve: an anchor without negatives, under only-negatives', () => {
  const similarities = normals(33, 9);
  const result = supConOfSimilarities(similarities, Int32Array.of(2, 2, 2), { temperature: 0.5, denominator: 'only-negatives' });
  expect(result).toMatchObject({ loss: 0, anchorsWithoutPositives: 0, anchorsWithoutNegatives: 3 });
  expect([...result.weights].every((weight) => weight === 0)).toBe(true);
  expect(supConOfSimilarities(similarities, Int32Array.of(2, 2, 2), { temperature: 0.5 }).loss).toBeGreaterThan(0);
});

it('weighs anchors by class: the mean of class means where weights undo the counts', () => {
  const labels = Int32Array.of(0, 0, 0, 0, 1, 1);
  const similarities = normals(34, 36);
  const only = (label: number): number =>
    supConOfSimilarities(similarities, labels, { temperature: 1, classWeights: [0, 1].map((c) => (c === label ? 1 : 0)) }).loss;
  const balanced = supConOfSimilarities(similarities, labels, { temperature: 1, classWeights: [1 / 4, 1 / 2] }).loss;
  expect(balanced).toBeCloseTo((only(0) + only(1)) / 2, 9);
  expect(supConOfSimilarities(similarities, labels, { temperature: 1 }).loss).toBeCloseTo((4 * only(0) + 2 * only(1)) / 6, 9);
});
