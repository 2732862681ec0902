import { describe, expect, it } from 'vitest';
import { confidenceBins, expectedCalibrationError } from './calibration-error.js';

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
