import { expect, it } from 'vitest';
import { precisionAt1 } from './precision-at-1.js';

it('looks at the nearest alone', () => {
  expect(precisionAt1(Int32Array.of(1, 7))).toBe(1);
  expect(precisionAt1(Int32Array.of(2, 3))).toBe(0);
});
