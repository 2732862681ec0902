import { describe, expect, it } from 'vitest';
import { createPacer } from './pacer.js';

describe('createPacer', () => {
  it('lets the first ones through at once and spreads the others, none longer than allowed', () => {
    let now = 1000;
    const pacer = createPacer({ perSecond: 10, atOnce: 3, longestMs: 450 }, () => now);
    const delays = (count: number): number[] => Array.from({ length: count }, () => Math.round(pacer.delay()));
    expect(delays(9)).toEqual([0, 0, 0, 100, 200, 300, 400, 450, 450]);
    now += 10_000;
    expect(delays(4)).toEqual([0, 0, 0, 100]);
  });
});
