import { expect, it } from 'vitest';
import { blendQuery } from './blend-query.js';

const [x, y, z] = [Float32Array.of(1, 0, 0), Float32Array.of(0, 1, 0), Float32Array.of(0, 0, 1)];
const rounded = (vector: Float32Array): number[] => [...vector].map((value) => Math.round(value * 1e5) / 1e5 + 0);
/** By hand. */
const unit = (...values: number[]): number[] => values.map((value) => Math.round((value / Math.hypot(...values)) * 1e5) / 1e5 + 0);

it('moves a query toward the mean of what is liked and away from the mean of what is not', () => {
  expect(rounded(blendQuery(x, [], []))).toEqual([1, 0, 0]);
  expect(rounded(blendQuery(x, [y], []))).toEqual(unit(1, 0.75, 0));
  expect(rounded(blendQuery(x, [y, z], [z]))).toEqual(unit(1, 0.375, 0.375 - 0.15));
  expect(rounded(blendQuery(undefined, [x, y], [z]))).toEqual(unit(0.375, 0.375, -0.15));
  expect(rounded(blendQuery(x, [y], [z], { query: 0, like: 2, unlike: 1 }))).toEqual(unit(0, 2, -1));
});

it('refuses a query of which nothing is left', () => {
  for (const none of [
    () => blendQuery(undefined, [x], [x], { like: 1, unlike: 1 }),
    () => blendQuery(x, [y], [z], { query: 0, like: 0, unlike: 0 }),
    () => blendQuery(undefined, [x, Float32Array.of(-1, 0, 0)], []),
  ])
    expect(none).toThrow(expect.objectContaining({ code: 'BAD_VECTOR' }) as Error);
});
