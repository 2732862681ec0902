import { describe, expect, it } from 'vitest';
import { binConfidences, confidenceBins, expectedCalibrationError } from './calibration-error.js';

describe('calibration error', () => {
  it('puts a confidence on a border into the lower bin, and 1 into the last', () => {
    const bins = confidenceBins(Float64Array.of(0.5, 0.5, 1, 0, 0, 1), Int32Array.of(0, 0, 0), 2, 4);
    expect(bins.map(({ count }) => count)).toEqual([0, 1, 0, 2]);
    expect(bins[1]).toMatchObject({ lower: 0.25, upper: 0.5, confidence: 0.5, accuracy: 1 });
    // |1 - 0.5| · 1/3 + |0.5 - 1| · 2/3
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.5, 12);
  });

  it('is 0 for certainty that is always right, and for no rows', () => {
    expect(expectedCalibrationError(confidenceBins(Float64Array.of(1, 0, 0, 1), Int32Array.of(0, 1), 2))).toBe(0);
    expect(expectedCalibrationError(confidenceBins(new Float64Array(0), new Int32Array(0), 2))).toBe(0);
  });

  it('refuses what does not fit', () => {
    expect(() => confidenceBins(Float64Array.of(1, 0, 1), Int32Array.of(0), 2)).toThrow(
      expect.objectContaining({ code: 'BAD_SHAPE' }) as Error,
    );
    expect(() => confidenceBins(Float64Array.of(1, 0), Int32Array.of(2), 2)).toThrow(
      expect.objectContaining({ code: 'BAD_LABELS' }) as Error,
    );
  });
});

it('bins answers of a confidence as slow counting does', () => {
  const confidences = Float32Array.from({ length: 500 }, (_, n) => Math.abs(Math.sin(n * 7.7)));
  const isRight = (row: number): boolean => row % 3 !== 0;
  binConfidences(confidences, isRight, 10).forEach(({ lower, upper, count, confidence, accuracy }, at) => {
    const rows = [...confidences.keys()].filter((row) => {
      const value = confidences[row]!;
      return (value > at / 10 || at === 0) && value <= (at + 1) / 10;
    });
    expect([lower, upper, count]).toEqual([at / 10, (at + 1) / 10, rows.length]);
    expect(confidence).toBeCloseTo(rows.reduce((sum, row) => sum + confidences[row]!, 0) / rows.length, 10);
    expect(accuracy).toBeCloseTo(rows.filter(isRight).length / rows.length, 10);
  });
});
