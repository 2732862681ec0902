import { createRng } from '@supcon/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawClutter, drawOccluder } from './surroundings.js';

const SIDE = 160;

/** Opaque pixels of a fragment, as distances from the picture's centre. */
async function distances(fragment: string): Promise<number[]> {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIDE}" height="${SIDE}" viewBox="0 0 ${SIDE} ${SIDE}">${fragment}</svg>`;
  const data = await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer();
  return Array.from({ length: SIDE * SIDE }, (_, pixel) => pixel)
    .filter((pixel) => data[pixel * 4 + 3]! > 128)
    .map((pixel) => Math.hypot((pixel % SIDE) - SIDE / 2, Math.floor(pixel / SIDE) - SIDE / 2));
}

it('draws as many scraps as asked for', async () => {
  const fragment = drawClutter(createRng(1, 'clutter'), 12, [10, 20]);
  expect(fragment.match(/<g /g)).toHaveLength(12);
  expect((await distances(fragment)).length).toBeGreaterThan(200);
  expect(drawClutter(createRng(1, 'clutter'), 0, [10, 20])).toBe('');
});

it('hides a part of the object and never its middle', async () => {
  const reach = 60;
  for (let seed = 0; seed < 30; seed++) {
    const hidden = await distances(drawOccluder(createRng(seed, 'occluder'), [SIDE / 2, SIDE / 2], reach));
    const inside = hidden.filter((distance) => distance < reach).length / (Math.PI * reach ** 2);
    expect(Math.min(...hidden)).toBeGreaterThan(0.2 * reach);
    expect(inside).toBeGreaterThan(0.002);
    expect(inside).toBeLessThan(0.35);
  }
});
