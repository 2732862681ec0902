import { createRng } from '@supcon/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { mixPaint } from './paint.js';
import { SAMPLE_CLASSES } from './sample-classes.js';

/** Pixels of the picture that a drawing is rendered to here, and of the box from -50 to 50 inside it. */
const SIDE = 120;
const MARGIN = 10;

it('has at least eight classes, in alphabetical order', () => {
  const names = SAMPLE_CLASSES.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(8);
  expect(names).toEqual([...new Set(names)].sort());
});

it.each(SAMPLE_CLASSES)('draws a $name that fills its box, stays inside it, and is never the same twice', async ({ name, draw }) => {
  const drawings = new Set<string>();
  for (let index = 0; index < 12; index++) {
    const rng = createRng(5, name, index);
    const paint = mixPaint(rng, 1);
    const drawing = draw(rng, paint);
    drawings.add(drawing);
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="-60 -60 120 120"><defs>${paint.definitions}</defs>${drawing}</svg>`;
    const { data } = await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const covered = [...data.keys()].filter((at) => at % 4 === 3 && data[at]! > 40).map((at) => (at - 3) / 4);
    const columns = covered.map((pixel) => pixel % SIDE);
    const rows = covered.map((pixel) => Math.floor(pixel / SIDE));
    for (const span of [columns, rows]) {
      expect(Math.min(...span)).toBeGreaterThanOrEqual(MARGIN - 4);
      expect(Math.max(...span)).toBeLessThan(SIDE - MARGIN + 4);
    }
    const [width, height] = [columns, rows].map((span) => Math.max(...span) - Math.min(...span)) as [number, number];
    expect(Math.max(width, height)).toBeGreaterThan(65);
    expect(covered.length).toBeGreaterThan(500);
  }
  expect(drawings.size).toBe(12);
});
