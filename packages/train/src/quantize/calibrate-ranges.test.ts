import { expect, it } from 'vitest';
import { coveringRange } from './calibrate-ranges.js';

it('covers all but a hundredth of the pictures on either side', () => {
  const lowest = Array.from({ length: 200 }, (_, n) => -n);
  const highest = Array.from({ length: 200 }, (_, n) => 10 * n);
  const mixed = highest.map((_, n) => highest[(n * 77) % 200]!);
  expect(coveringRange(lowest, mixed)).toEqual({ low: -197, high: 1970 });
});

it('covers every picture when there are few, one included', () => {
  expect(coveringRange([-1, -5, 0], [2, 1, 9])).toEqual({ low: -5, high: 9 });
  expect(coveringRange([-1], [2])).toEqual({ low: -1, high: 2 });
});
