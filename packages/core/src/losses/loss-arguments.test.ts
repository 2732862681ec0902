import { describe, expect, it } from 'vitest';
import { assertAbove, assertClassWeights, assertLabelCount, assertMatrix, assertTemperature } from './loss-arguments.js';

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('loss arguments', () => {
  it('wants a float32 matrix with rows and columns, and a label for each row', () => {
    expect(assertMatrix('x', 'm', { shape: [2, 3], dtype: 'float32' })).toEqual([2, 3]);
    for (const shape of [[6], [0, 3], [2, 0], [1, 2, 3]])
      expect(() => assertMatrix('x', 'm', { shape, dtype: 'float32' })).toThrow(coded('BAD_SHAPE'));
    expect(() => assertMatrix('x', 'm', { shape: [2, 3], dtype: 'bfloat16' })).toThrow(/got bfloat16 \[2, 3\]/);
    expect(() => {
      assertLabelCount('x', Int32Array.of(1), 2);
    }).toThrow(coded('BAD_LABELS'));
  });

  it('wants temperatures above 0 and options within their range, both ends told apart', () => {
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => {
        assertTemperature('x', temperature);
      }).toThrow(coded('BAD_TEMPERATURE'));
    assertAbove('x', 'margin', 0, 0, true);
    for (const value of [0, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => {
        assertAbove('x', 'margin', value, 0);
      }).toThrow(/margin must be a finite number > 0, got/);
  });

  it('wants a class weight for every label, none below 0', () => {
    assertClassWeights('x', [1, 0, 2], [0, 2, 1]);
    expect(() => {
      assertClassWeights('x', [1, -1], [0]);
    }).toThrow(coded('BAD_LOSS'));
    for (const labels of [[2], [-1]])
      expect(() => {
        assertClassWeights('x', [1, 1], labels);
      }).toThrow(coded('BAD_LABELS'));
  });
});
