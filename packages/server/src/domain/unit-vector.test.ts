import { describe, expect, it } from 'vitest';
import { unitVector } from './unit-vector.js';

describe('unitVector', () => {
  it('keeps the direction and leaves its argument alone', () => {
    const vector = Float32Array.of(3, 4);
    expect([...unitVector(vector, 2)].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8]);
    expect(vector).toEqual(Float32Array.of(3, 4));
  });

  it('takes tiny and huge numbers, and leaves zero at zero', () => {
    for (const scale of [1e-30, 1e30]) expect(Math.hypot(...unitVector(Float32Array.of(scale, scale), 2))).toBeCloseTo(1, 5);
    expect(unitVector(new Float32Array(2), 2)).toEqual(new Float32Array(2));
  });

  it.each([
    [Float32Array.of(1), 'expected 2 numbers, the size of the embedding, got 1'],
    [Float32Array.of(1, NaN), 'number 1 is NaN'],
    [Float32Array.of(1e39, 0), 'number 0 is Infinity'],
  ])('refuses %o', (vector, message) => {
    expect(() => unitVector(vector, 2)).toThrow(
      expect.objectContaining({ code: 'BAD_VECTOR', message: expect.stringContaining(message) as string }),
    );
  });
});
