import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { chooseRepresentatives, type FacilityLocationOptions } from './facility-location.js';

interface Choice {
  readonly rows: readonly number[];
  readonly gains: readonly number[];
}
interface Fixture {
  readonly embeddings: readonly (readonly number[])[];
  readonly chosen: readonly (readonly number[])[];
  readonly weights: readonly number[];
  readonly plain: Choice;
  readonly weighted: Choice;
  readonly weightedBehindChosen: Choice;
}
const fixture = JSON.parse(readFileSync(new URL('../../test/fixtures/facility-location.json', import.meta.url), 'utf8')) as Fixture;

const random = (seed: number, rows: number, width: number): Float32Array => {
  const rng = createRng(seed, 'facility');
  return Float32Array.from({ length: rows * width }, () => rng.normal());
};

/** The sum itself, in float64 and from its definition. */
function standing(embeddings: Float32Array, width: number, weights: readonly number[], set: readonly number[]): number {
  const row = (at: number): number[] => [...embeddings.subarray(at * width, (at + 1) * width)];
  const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, d) => sum + value * b[d]!, 0);
  const cosine = (a: readonly number[], b: readonly number[]): number => product(a, b) / Math.sqrt(product(a, a) * product(b, b));
  return weights.reduce((sum, weight, i) => sum + weight * Math.max(0, ...set.map((j) => cosine(row(i), row(j)))), 0);
}

function subsets(rows: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: rows }, (_, last) => subsets(last, size - 1).map((rest) => [...rest, last])).flat();
}

describe('chooseRepresentatives', () => {
  const embeddings = Float32Array.from(fixture.embeddings.flat());
  const rows = fixture.embeddings.length;
  const weights = Float64Array.from(fixture.weights);
  const chosen = Float32Array.from(fixture.chosen.flat());

  it.each<[keyof Fixture, FacilityLocationOptions]>([
    ['plain', {}],
    ['weighted', { weights }],
    ['weightedBehindChosen', { weights, chosen }],
  ])('chooses what apricot chooses: %s', (name, options) => {
    const expected = fixture[name] as Choice;
    const found = chooseRepresentatives(embeddings, rows, expected.rows.length, options);
    expect([...found.rows]).toEqual(expected.rows);
    found.gains.forEach((gain, at) => {
      expect(gain).toBeCloseTo(expected.gains[at]!, 5);
    });
  });

  it.each([1, 2, 3, 4, 5, 6])('reaches 1 - 1/e of the best choice there is, and its gains sum up to what it reaches (seed %i)', (seed) => {
    const [own, width, count] = [9, 3, 3];
    const points = random(seed, own, width);
    const wanted = Array.from({ length: own }, (_, at) => ((at * 7 + seed) % 5) / 4);
    const found = chooseRepresentatives(points, own, count, { weights: Float64Array.from(wanted) });
    const reached = standing(points, width, wanted, [...found.rows]);
    const best = Math.max(...subsets(own, count).map((set) => standing(points, width, wanted, set)));
    expect(reached).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best);
    expect(found.gains.reduce((sum, gain) => sum + gain, 0)).toBeCloseTo(reached, 5);
  });

  it('never gains more than before, names each row once, and begins as a smaller choice does', () => {
    const points = random(7, 60, 5);
    const all = chooseRepresentatives(points, 60, 100);
    expect([...all.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, row) => row));
    all.gains.forEach((gain, at) => {
      expect(gain).toBeLessThanOrEqual(all.gains[at - 1] ?? Infinity);
    });
    expect([...chooseRepresentatives(points, 60, 11).rows]).toEqual([...all.rows.subarray(0, 11)]);
    expect(chooseRepresentatives(points, 60, 0).rows).toHaveLength(0);
  });

  it('takes one of each group before a second of any, and leaves out what was chosen before', () => {
    const points = Float32Array.of(1, 0, 0.9, 0.1, 0, 1, 0.1, 0.9, -1, 0);
    const first = chooseRepresentatives(points, 5, 3).rows;
    expect(new Set([...first].map((row) => Math.min(row >> 1, 2))).size).toBe(3);
    expect([...chooseRepresentatives(points, 5, 2, { chosen: Float32Array.of(0, 3) }).rows].map((row) => row >> 1)).toEqual([0, 2]);
  });

  it('refuses what does not fit', () => {
    const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
    const points = random(1, 4, 2);
    expect(() => chooseRepresentatives(points, 3, 1)).toThrow(code);
    expect(() => chooseRepresentatives(points, 4, -1)).toThrow(code);
    expect(() => chooseRepresentatives(points, 4, 1, { weights: Float64Array.of(1, 1, 1) })).toThrow(code);
    expect(() => chooseRepresentatives(points, 4, 1, { weights: Float64Array.of(1, 1, 1, -1) })).toThrow(code);
    expect(() => chooseRepresentatives(points, 4, 1, { chosen: new Float32Array(3) })).toThrow(code);
  });
});
