import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { mixPaint } from './paint.js';

const paints = Array.from({ length: 200 }, (_, seed) => mixPaint(createRng(seed, 'paint'), 1));

it('covers the colour circle, muted and vivid, dark and light', () => {
  expect(new Set(paints.map(({ colour }) => Math.floor(colour.hue / 60))).size).toBe(6);
  for (const [low, high] of [
    [0, 0.2],
    [0.35, 0.75],
  ] as const)
    expect(paints.filter(({ colour }) => colour.saturation >= low && colour.saturation <= high).length).toBeGreaterThan(20);
  expect(paints.filter(({ colour }) => colour.lightness < 0.5).length).toBeGreaterThan(60);
  expect(paints.filter(({ colour }) => colour.lightness > 0.5).length).toBeGreaterThan(60);
  expect(paints.filter(({ outline }) => outline === '').length).toBeGreaterThan(60);
});

it('defines every gradient that its fills refer to', () => {
  for (const { body, accent, definitions } of paints.slice(0, 5))
    for (const fill of [body, accent]) expect(definitions).toContain(`id="${/^url\(#(\w+)\)$/.exec(fill)?.[1] ?? 'nothing'}"`);
});
