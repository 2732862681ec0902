import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { TEXTURES } from './textures.js';

const size = 48;

it.each(TEXTURES.map((texture, index) => ({ texture, index })))(
  'texture $index gives mixing values that vary with place and seed',
  ({ texture, index }) => {
    const values = texture(createRng(1, 'texture', index), size);
    expect(values).toHaveLength(size * size);
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.1);
    expect(texture(createRng(1, 'texture', index), size)).toEqual(values);
    expect(texture(createRng(2, 'texture', index), size)).not.toEqual(values);
  },
);
