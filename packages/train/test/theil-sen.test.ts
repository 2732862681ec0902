import { expect, it } from 'vitest';
import { theilSenSlope } from './theil-sen.js';

it('finds the slope of a line, also where a tenth of the points lie far off', () => {
  const line = Array.from({ length: 50 }, (_, at) => 7 + 0.25 * at);
  expect(theilSenSlope(line)).toBeCloseTo(0.25, 12);
  const spoilt = line.map((value, at) => (at % 10 === 3 ? value + 500 : value));
  expect(theilSenSlope(spoilt)).toBeCloseTo(0.25, 1);
});

it('takes a saw for flat, and a saw on a slope for the slope', () => {
  const saw = Array.from({ length: 60 }, (_, at) => at % 7);
  expect(Math.abs(theilSenSlope(saw))).toBeLessThan(0.02);
  expect(theilSenSlope(saw.map((value, at) => value + 0.5 * at))).toBeCloseTo(0.5, 1);
});
