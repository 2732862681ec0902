import { expect, it } from 'vitest';
import { float64UnitRows } from './float64-unit-rows.js';

it('gives rows of length 1 in float64, and keeps a zero row', () => {
  expect([...float64UnitRows(Float32Array.of(3, 4, 0, 0, 1, 1), 2)]).toEqual(
    [0.6, 0.8, 0, 0, Math.SQRT1_2, Math.SQRT1_2].map((value) => expect.closeTo(value, 15) as unknown),
  );
});
