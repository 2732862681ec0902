import { expect, it } from 'vitest';
import { auroc } from './auroc.js';
import { averagePrecision } from './average-precision.js';
import { falsePositiveRateAt } from './false-positive-rate.js';
import { rankedCuts } from './ranked-scores.js';

it('keeps equal scores together', () => {
  expect(rankedCuts('test', Float64Array.of(1, 3), Float64Array.of(1, 2))).toEqual([
    { score: 3, truePositives: 1, falsePositives: 0 },
    { score: 2, truePositives: 1, falsePositives: 1 },
    { score: 1, truePositives: 2, falsePositives: 2 },
  ]);
});

it('knows scores of no use: all equal', () => {
  const [positive, negative] = [new Float64Array(10), new Float64Array(30)];
  expect(auroc(positive, negative)).toBe(0.5);
  expect(averagePrecision(positive, negative)).toBe(0.25);
  expect(falsePositiveRateAt(positive, negative)).toBe(1);
});

it('refuses to compare with nothing, and NaN', () => {
  const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
  expect(() => rankedCuts('test', new Float64Array(0), Float64Array.of(1))).toThrow(code);
  expect(() => rankedCuts('test', Float64Array.of(1), Float64Array.of(Number.NaN))).toThrow(code);
});
