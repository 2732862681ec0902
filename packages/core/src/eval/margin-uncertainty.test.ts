import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { marginUncertainty } from './margin-uncertainty.js';

it('is 1 less the distance of the two largest probabilities, wherever they stand', () => {
  const rng = createRng(1, 'margin');
  const probabilities = Float64Array.from({ length: 200 * 5 }, () => rng.uniform());
  const found = marginUncertainty(probabilities, 5);
  expect(found).toHaveLength(200);
  found.forEach((value, row) => {
    const [first, second] = [...probabilities.subarray(row * 5, row * 5 + 5)].sort((a, b) => b - a) as [number, number];
    expect(value).toBeCloseTo(1 - (first - second), 12);
  });
});

it('is 0 for certainty and 1 for a tie, and refuses rows that do not fit', () => {
  expect([...marginUncertainty(Float32Array.of(1, 0, 0, 0.5, 0, 0.5), 3)]).toEqual([0, 1]);
  for (const classes of [1, 4, 1.5])
    expect(() => marginUncertainty(new Float32Array(6), classes)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
});
