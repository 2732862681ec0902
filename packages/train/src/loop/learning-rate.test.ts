import { describe, expect, it } from 'vitest';
import { learningRateAt } from './learning-rate.js';

const schedule = { peak: 0.4, warmupSteps: 4, totalSteps: 20 };

describe('learningRateAt', () => {
  it('climbs linearly to the peak, then falls on half a cosine to 0', () => {
    const rates = [0, 1, 2, 3, 4, 12, 20].map((step) => learningRateAt(step, schedule));
    [0.1, 0.2, 0.3, 0.4, 0.4, 0.2, 0].forEach((wanted, at) => {
      expect(rates[at]).toBeCloseTo(wanted, 9);
    });
  });

  it('never rises after the warm-up, and begins at the peak without one', () => {
    for (let step = 4; step < 20; step++) expect(learningRateAt(step + 1, schedule)).toBeLessThan(learningRateAt(step, schedule));
    expect(learningRateAt(0, { ...schedule, warmupSteps: 0 })).toBe(0.4);
  });

  it('stays a number when everything is warm-up', () => {
    expect(learningRateAt(20, { peak: 1, warmupSteps: 20, totalSteps: 20 })).toBe(1);
  });
});
