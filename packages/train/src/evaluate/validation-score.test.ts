import { describe, expect, it } from 'vitest';
import { gainsBeyondChance, validationScore } from './validation-score.js';

const figures = (linear: number, knn: number) => ({ validation: { linear, knn } });

describe('validationScore', () => {
  it('is the mean of classifier and neighbours', () => {
    expect(validationScore(figures(0.9, 0.7))).toBeCloseTo(0.8, 12);
  });
});

describe('gainsBeyondChance', () => {
  it('asks for more than one standard error of a share of that many pictures', () => {
    // sqrt(0.9 x 0.1 / 100) is 0.03, and the larger of the two errors counts.
    expect(gainsBeyondChance(figures(0.9, 0.9), figures(0.929, 0.929), 100)).toBe(false);
    expect(gainsBeyondChance(figures(0.9, 0.9), figures(0.931, 0.931), 100)).toBe(true);
    expect(gainsBeyondChance(figures(0.931, 0.931), figures(0.9, 0.9), 100)).toBe(false);
  });

  it('takes one picture as the least that tells, and none as telling nothing', () => {
    expect(gainsBeyondChance(figures(1, 0.96), figures(1, 1), 10)).toBe(false);
    expect(gainsBeyondChance(figures(0.5, 0.5), figures(1, 1), 0)).toBe(false);
  });
});
