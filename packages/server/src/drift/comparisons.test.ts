import { describe, expect, it } from 'vitest';
import { uniforms } from '../../test/tiny-artifact.js';
import { cumulativeDistance } from './cumulative-distance.js';
import { logGamma, upperGamma } from './incomplete-gamma.js';
import { meanShift } from './mean-shift.js';
import { jensenShannonDistance, shareDistance } from './share-distance.js';
import { unknownExcess } from './unknown-excess.js';

// Stored values are of SciPy 1.17.1.
const closeTo = (found: number, wanted: number, relative = 1e-10): void =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted) + 1e-300);

it.each([
  [0.5, 0.1, 0.6547208460185768],
  [0.5, 3, 0.014305878435429641],
  [1, 1, 0.36787944117144245],
  [2.5, 2.5, 0.4158801869955079],
  [7.3, 12.1, 0.05382656540465133],
  [40, 35, 0.7801904451746821],
  [40, 80, 2.8087216260420857e-7],
  [150, 150, 0.4891417702506403],
  [600, 700, 5.035224680499375e-5],
  [0.7, 1e-6, 0.9999305601817465],
  [3, 200, 2.7956093736608924e-83],
  [3, 0, 1],
])('upperGamma(%s, %s) is what scipy.special.gammaincc gives', (a, x, wanted) => closeTo(upperGamma(a, x), wanted));

it.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [3.7, 1.428072326665388],
  [123.4, 469.3360974421906],
  [1e5, 1051287.7089736569],
])('logGamma(%s) is what scipy.special.gammaln gives', (x, wanted) => closeTo(logGamma(x), wanted, 1e-12));

describe('shareDistance', () => {
  const [reference, window] = [
    [40, 25, 20, 10, 3, 2, 0],
    [30, 40, 10, 5, 9, 5, 1],
  ];
  it('is total variation, with the probability of scipy.stats.chi2_contingency where the rare are taken together', () => {
    const { distance, pValue } = shareDistance(reference, window);
    closeTo(distance, 0.25);
    // Of [[40, 25, 20, 10, 5], [30, 40, 10, 5, 15]], without Yates' correction.
    closeTo(pValue, 0.00493464823341755);
  });

  it('tells nothing from a single class, and takes what is rare to the smallest that is not', () => {
    expect(shareDistance([50], [20]).pValue).toBe(1);
    expect(shareDistance([50, 1], [20, 0])).toMatchObject({ pValue: 1 });
    expect(shareDistance([3, 2, 1], [1, 2, 3]).pValue).toBe(1);
  });

  it('is as large by chance as draws from the same mix are on average', () => {
    const draw = uniforms(5);
    const sample = (count: number): number[] => {
      const counts = [0, 0, 0, 0];
      for (let n = 0; n < count; n++) {
        const value = draw();
        counts[value < 0.4 ? 0 : value < 0.7 ? 1 : value < 0.9 ? 2 : 3]!++;
      }
      return counts;
    };
    const tries = Array.from({ length: 2000 }, () => shareDistance(sample(200), sample(300)));
    const mean = (of: (each: (typeof tries)[number]) => number): number => tries.reduce((sum, each) => sum + of(each), 0) / tries.length;
    expect(mean(({ distance }) => distance) / mean(({ byChance }) => byChance)).toBeCloseTo(1, 1);
  });
});

it('jensenShannonDistance is what scipy.spatial.distance.jensenshannon gives to base 2', () => {
  closeTo(jensenShannonDistance([40, 25, 20, 10, 3, 2, 0], [30, 40, 10, 5, 9, 5, 1]), 0.23930270751380386);
  expect(jensenShannonDistance([1, 0], [0, 7])).toBe(1);
  expect(jensenShannonDistance([2, 4], [1, 2])).toBe(0);
});

describe('cumulativeDistance', () => {
  it('is the largest difference of the shares up to a bin', () => {
    const [reference, window] = [
      [1, 4, 3, 2],
      [5, 5, 5, 5],
    ];
    const upTo = (counts: readonly number[], bin: number): number => counts.slice(0, bin + 1).reduce((sum, count) => sum + count, 0);
    const slowly = Math.max(...[0, 1, 2, 3].map((bin) => Math.abs(upTo(reference, bin) / 10 - upTo(window, bin) / 20)));
    expect(cumulativeDistance(reference, window).distance).toBeCloseTo(slowly, 12);
    // scipy.stats.kstwobign.mean() over the root of 10 · 20 / 30.
    expect(cumulativeDistance(reference, window).byChance).toBeCloseTo(0.8687311606312806 / Math.sqrt(200 / 30), 8);
  });

  it.each([
    [0.3, 0.9999906941986655],
    [0.5, 0.9639452436648751],
    [0.8, 0.5441424115741981],
    [1, 0.26999967167735456],
    [1.5, 0.022217962616525127],
    [2, 0.0006709252557796953],
  ])('has the probability of scipy.special.kolmogorov(%s) at that distance, of very many', (x, wanted) => {
    const count = 2e12;
    const apart = Math.round((x / Math.sqrt(count / 2)) * count);
    const { pValue } = cumulativeDistance([count / 2, count / 2], [count / 2 + apart, count / 2 - apart]);
    closeTo(pValue, wanted, 1e-4);
  });

  it('is sure of nothing where nothing differs', () =>
    expect(cumulativeDistance([3, 4], [30, 40])).toMatchObject({ distance: 0, pValue: 1 }));
});

it.each([
  [100, 0.05, 200, 10, 0.6202405771809548],
  [100, 0.05, 200, 30, 0.006817645338928147],
  [60, 0.05, 1000, 80, 0.2914130914319064],
  [1000, 0.1, 500, 75, 0.0032724454383895596],
  [20, 0, 100, 3, 0.5757726819541376],
])(
  'of %s known pictures and a rate of %s, %s with %s unknown are as probable as scipy.stats.betabinom says',
  (images, falseAlarmRate, judged, unknown, wanted) => {
    const found = unknownExcess({ images, falseAlarmRate }, { judged, unknown });
    closeTo(found.pValue, wanted, 1e-8);
    expect(found.distance).toBe(unknown / judged);
    expect(found.byChance).toBeCloseTo((Math.floor(falseAlarmRate * images) + 1) / (images + 1), 12);
    expect(unknownExcess({ images, falseAlarmRate }, { judged, unknown: 0 }).pValue).toBe(1);
  },
);

describe('meanShift', () => {
  const reference = (mean: Float32Array, images: number, squaredCovariance: number) => ({
    mean,
    record: { taking: 1 as const, images, confidence: [], predicted: [], squaredCovariance },
  });

  it('is the squared distance of the means in units of the variance, with a χ² of as many degrees as there are directions', () => {
    // tr Σ = 10 / 9 · (1 - 0.36 - 0) and tr Σ² = tr² / 3: three directions alike, less what ten pictures make of tr².
    const trace = (10 / 9) * 0.64;
    const [found, window] = [meanShift, { embeddings: Float64Array.of(12, 4, 0), pictures: 20 }];
    const { distance, byChance, pValue } = found(reference(Float32Array.of(0.6, 0, 0), 10, trace ** 2 / 3), window);
    expect(distance).toBeCloseTo(0.04 / trace, 6);
    expect(byChance).toBeCloseTo(1 / 10 + 1 / 20, 12);
    const degrees = (trace ** 2 - (2 * (trace ** 2 / 3)) / 9) / (trace ** 2 / 3);
    const stretched = 0.04 / 0.15 / (trace / 3);
    expect(pValue).toBeCloseTo(upperGamma(degrees / 2, stretched / 2), 6);
  });

  it('says nothing of pictures that are all the same', () => {
    expect(meanShift(reference(Float32Array.of(1, 0), 10, 0), { embeddings: Float64Array.of(20, 0), pictures: 20 }).pValue).toBe(1);
  });
});
