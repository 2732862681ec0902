import { expect, it } from 'vitest';
import { drawnRanges, drawOrder, shuffledPoints } from './draw-order.js';

it('shuffles all points, always the same way', () => {
  const order = shuffledPoints(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, at) => at));
  expect(shuffledPoints(1000)).toEqual(order);
  expect([...shuffledPoints(0)]).toEqual([]);
  // The first ones stand for all.
  const mean = order.slice(0, 200).reduce((sum, at) => sum + at, 0) / 200;
  expect(Math.abs(mean - 500)).toBeLessThan(100);
});

it('has dimmed points first, each kind as it was shuffled', () => {
  const shuffled = Uint32Array.of(3, 0, 4, 1, 2);
  expect(drawOrder(Uint8Array.of(1, 0, 1, 0, 1), shuffled)).toEqual({ order: Uint32Array.of(3, 1, 0, 4, 2), dimmed: 2 });
  expect(drawOrder(new Uint8Array(5), shuffled)).toEqual({ order: shuffled, dimmed: 5 });
  expect(drawOrder(new Uint8Array(5).fill(1), shuffled)).toEqual({ order: shuffled, dimmed: 0 });
});

it('draws everything, or those in their colour first', () => {
  const order = { order: new Uint32Array(100), dimmed: 60 };
  expect(drawnRanges(order)).toEqual([
    { from: 0, count: 60, dimmed: true },
    { from: 60, count: 40, dimmed: false },
  ]);
  expect(drawnRanges(order, 50)).toEqual([
    { from: 0, count: 10, dimmed: true },
    { from: 60, count: 40, dimmed: false },
  ]);
  expect(drawnRanges(order, 20)).toEqual([{ from: 60, count: 20, dimmed: false }]);
  expect(drawnRanges({ order: new Uint32Array(), dimmed: 0 }, 20)).toEqual([]);
});
