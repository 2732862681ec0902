import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc } from './auroc.js';
import { rocCurve } from './roc-curve.js';

const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 }).map((values) => Float64Array.from(values));

describe('the ROC curve', () => {
  it('is what counting at every score gives', () => {
    fc.assert(
      fc.property(scores, scores, (positive, negative) => {
        const cuts = [...new Set([...positive, ...negative])].sort((a, b) => b - a);
        const share = (rows: Float64Array, cut: number): number => [...rows].filter((score) => score >= cut).length / rows.length;
        const slowly = cuts.map((score) => ({
          score,
          falsePositiveRate: share(negative, score),
          truePositiveRate: share(positive, score),
        }));
        expect(rocCurve(positive, negative).slice(1)).toEqual(slowly);
      }),
    );
  });

  it('has the area under it that comparing all pairs gives', () => {
    fc.assert(
      fc.property(scores, scores, (positive, negative) => {
        const curve = rocCurve(positive, negative);
        let area = 0;
        curve.slice(1).forEach((point, at) => {
          area += ((point.falsePositiveRate - curve[at]!.falsePositiveRate) * (point.truePositiveRate + curve[at]!.truePositiveRate)) / 2;
        });
        expect(area).toBeCloseTo(auroc(positive, negative), 10);
      }),
    );
  });

  it('thins to points of the same curve, its ends among them', () => {
    const positive = Float64Array.from({ length: 5000 }, (_, n) => Math.sin(n) + 0.5);
    const negative = Float64Array.from({ length: 3000 }, (_, n) => Math.sin(n * 1.7));
    const all = rocCurve(positive, negative);
    const few = rocCurve(positive, negative, 101);
    expect(all.length).toBeGreaterThan(7000);
    expect(few.length).toBeLessThanOrEqual(101);
    expect(few.length).toBeGreaterThan(60);
    expect(few.every((point) => all.some(({ score }) => score === point.score))).toBe(true);
    expect([few[0], few.at(-1)]).toEqual([all[0], all.at(-1)]);
  });
});
