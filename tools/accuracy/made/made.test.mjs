import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { CELLS, drawCells } from './cells.mjs';
import { latticeValue, pointDistances } from './noise.mjs';
import { TEXTURES, drawTexture } from './textures.mjs';

const SIDE = 24;

describe.each([
  ['textures', Object.keys(TEXTURES), drawTexture],
  ['cells', Object.keys(CELLS), drawCells],
])('%s', (_name, labels, draw) => {
  it.each(labels)('draws %s the same from the same numbers, and another picture from others', (label) => {
    const picture = draw(label, createRng(0, label, 1), SIDE);
    expect(picture).toHaveLength(SIDE * SIDE * 3);
    expect(picture).toEqual(draw(label, createRng(0, label, 1), SIDE));
    expect(picture).not.toEqual(draw(label, createRng(0, label, 2), SIDE));
    expect(new Set(picture).size).toBeGreaterThan(20);
  });

  it('does not know other labels', () => {
    expect(() => draw('clover', createRng(0), SIDE)).toThrow('clover');
  });
});

describe('pointDistances', () => {
  it('finds the nearest of all points, as a search over many cells does', () => {
    const rng = createRng(3);
    for (let round = 0; round < 50; round++) {
      const [x, y] = [rng.between(-20, 20), rng.between(-20, 20)];
      const all = [];
      for (let row = -25; row <= 25; row++)
        for (let column = -25; column <= 25; column++)
          all.push(Math.hypot(column + latticeValue(column, row, 7) - x, row + latticeValue(column, row, 8) - y));
      all.sort((a, b) => a - b);
      expect(pointDistances(x, y, 7)[0]).toBeCloseTo(/** @type {number} */ (all[0]), 12);
    }
  });
});
