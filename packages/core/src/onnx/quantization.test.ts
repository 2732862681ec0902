import { describe, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { quantizeBias, quantizeKernel, quantizeRange } from './quantization.js';

describe('quantizeRange', () => {
  it.each([
    [0, 6],
    [-2.1, 2.6],
    [-1, 0],
    [0.5, 3],
    [-1e-20, 1e-20],
    [-3e30, 1],
  ])('keeps %d to %d to half a step, and 0 exactly', (low, high) => {
    const { scale, zeroPoint } = quantizeRange({ low, high });
    expect(Number.isInteger(zeroPoint)).toBe(true);
    expect(zeroPoint).toBeGreaterThanOrEqual(0);
    expect(zeroPoint).toBeLessThanOrEqual(255);
    for (let i = 0; i <= 1000; i++) {
      const value = low + ((high - low) * i) / 1000;
      const kept = scale * (Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint)) - zeroPoint);
      // Half a step, and half a step more at the ends, where the zero point was rounded.
      expect(Math.abs(kept - value)).toBeLessThanOrEqual(1.001 * scale);
    }
  });

  it('puts the zero of a range without negative numbers at 0, where ReLU needs no work', () => {
    expect(quantizeRange({ low: 0, high: 5.1 })).toEqual({ scale: Math.fround(5.1 / 255), zeroPoint: 0 });
    expect(quantizeRange({ low: 2, high: 5.1 }).zeroPoint).toBe(0);
  });

  it('has a scale for a range of nothing', () => {
    expect(quantizeRange({ low: 0, high: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
  });
});

describe('quantizeKernel', () => {
  it('rounds every weight to the nearest of 129 steps of its own output channel', () => {
    const kernel = normals(1, 5 * 12).map((value, i) => value * 10 ** (Math.floor(i / 12) - 2));
    const { values, scales } = quantizeKernel(kernel, 5, undefined, 0.1);
    for (let o = 0; o < 5; o++) {
      const row = [...kernel.subarray(o * 12, (o + 1) * 12)];
      const largest = Math.max(...row.map(Math.abs));
      expect(scales[o]).toBeCloseTo(largest / 64, 6 - Math.log10(largest));
      row.forEach((weight, i) => {
        expect(Math.abs(weight - scales[o]! * values[o * 12 + i]!)).toBeLessThanOrEqual(0.5001 * scales[o]!);
      });
      expect(Math.max(...values.subarray(o * 12, (o + 1) * 12).map(Math.abs))).toBe(64);
    }
  });

  it('never sums two products of an activation and a weight beyond 16 bits, which processors without VNNI cut off', () => {
    const { values } = quantizeKernel(normals(3, 4096), 1, undefined, 0.1);
    expect(2 * 255 * Math.max(...values.map(Math.abs))).toBeLessThan(2 ** 15);
  });

  it('keeps a channel of zeros, and one whose bias is enormous beside its weights', () => {
    const kernel = Float32Array.of(0, 0, 1e-12, -1e-12);
    const bias = Float32Array.of(0.5, 3);
    const { values, scales } = quantizeKernel(kernel, 2, bias, 0.01);
    const kept = quantizeBias(bias, scales, 0.01);
    expect([...values.subarray(0, 2)]).toEqual([0, 0]);
    kept.values.forEach((value, o) => {
      expect(Math.abs(value)).toBeLessThanOrEqual(2 ** 30 * 1.001);
      expect(value * kept.scales[o]!).toBeCloseTo(bias[o]!, 5);
    });
  });
});

describe('quantizeBias', () => {
  it('counts in the units of the sums: scale of the activation times scale of the kernel', () => {
    const bias = normals(5, 6);
    const kernelScales = Float32Array.of(0.01, 0.02, 0.5, 1, 0.003, 0.0001);
    const { values, scales } = quantizeBias(bias, kernelScales, 0.25);
    kernelScales.forEach((scale, o) => {
      expect(scales[o]).toBe(Math.fround(0.25 * scale));
      expect(Math.abs(values[o]! * scales[o]! - bias[o]!)).toBeLessThanOrEqual(0.5001 * scales[o]!);
    });
  });
});
