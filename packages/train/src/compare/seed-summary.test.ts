import { describe, expect, it } from 'vitest';
import { describeVerdict, judge, spreadOf } from './seed-summary.js';

const say = (a: readonly number[], b: readonly number[]): string =>
  describeVerdict(judge(spreadOf(a), spreadOf(b)), ['A', 'B'], 'accuracy');

describe('a verdict over seeds', () => {
  it('calls sides apart when their means differ by more than seeds of one side do', () => {
    const a = spreadOf([0.88, 0.9, 0.86]);
    expect(a).toMatchObject({ lowest: 0.86, highest: 0.9 });
    expect(a.mean).toBeCloseTo(0.88, 12);
    const verdict = judge(a, spreadOf([0.8, 0.81, 0.82]));
    expect(verdict.kind).toBe('apart');
    expect(verdict.difference).toBeCloseTo(0.07, 12);
    expect(verdict.seedRange).toBeCloseTo(0.04, 12);
    expect(say([0.88, 0.9, 0.86], [0.8, 0.81, 0.82])).toBe(
      'In accuracy, A is ahead by 7.0 points in the mean, more than the 4.0 points that seeds of one recipe lie apart.',
    );
  });

  it('does not when the seeds of either side lie as far apart', () => {
    expect(say([0.8, 0.8], [0.88, 0.78])).toBe(
      'In accuracy, B is ahead by 3.0 points in the mean, but seeds of one recipe lie up to 10.0 points apart: this comparison does not tell them apart.',
    );
    expect(judge(spreadOf([0.75, 0.875]), spreadOf([0.5, 0.875])).kind).toBe('within-range');
    expect(judge(spreadOf([0.5, 0.5]), spreadOf([0.5, 0.5])).kind).toBe('within-range');
  });

  it('says that one seed says nothing about chance', () => {
    expect(say([0.9], [0.5])).toContain('with one seed, which says nothing about chance');
    expect(say([0.9, 0.9], [0.5])).toContain('one seed');
    expect(say([0.5], [0.5])).toContain('A and B are equal');
  });
});
