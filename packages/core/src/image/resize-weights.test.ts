import { describe, expect, it } from 'vitest';
import { lanczosWeights } from './resize-weights.js';

describe('lanczosWeights', () => {
  it.each([
    [160, 80, 80],
    [213, 106, 80],
    [7, 80, 80],
    [1, 16, 16],
    [4000, 299, 224],
    [80, 80, 80],
  ])('%i pixels to %i, of which %i: every share sums to 1 exactly, and no window leaves the picture', (length, resized, size) => {
    const { taps, begins, shares } = lanczosWeights({ length, resized, offset: resized - size, size });
    expect(taps % 4).toBe(0);
    for (let pixel = 0; pixel < size; pixel++) {
      const row = shares.subarray(pixel * taps, (pixel + 1) * taps);
      expect(row.reduce((a, b) => a + b, 0)).toBe(1 << 14);
      expect(begins[pixel]).toBeGreaterThanOrEqual(0);
      row.forEach((share, tap) => {
        if (share !== 0) expect(begins[pixel]! + tap).toBeLessThan(length);
      });
    }
  });

  it('changes nothing where nothing is resized', () => {
    const { taps, begins, shares } = lanczosWeights({ length: 9, resized: 9, offset: 2, size: 5 });
    for (let pixel = 0; pixel < 5; pixel++)
      shares.subarray(pixel * taps, (pixel + 1) * taps).forEach((share, tap) => {
        expect(share).toBe(begins[pixel]! + tap === pixel + 2 ? 1 << 14 : 0);
      });
  });
});
