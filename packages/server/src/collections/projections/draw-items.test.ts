import { expect, it } from 'vitest';
import { drawKeys, rankOf } from './draw-items.js';

const keys = Array.from({ length: 10_000 }, (_, key) => key * 3 + 1);

it('draws so many, ascending, the same with the same seed, and all of few', () => {
  const drawn = drawKeys(keys, 500, 7);
  expect([drawn.length, [...drawn]]).toEqual([500, [...new Set(drawn)].sort((a, b) => a - b)]);
  expect(drawKeys(keys.toReversed(), 500, 7)).toEqual(drawn);
  expect(drawKeys(keys, 500, 8)).not.toEqual(drawn);
  expect([...drawKeys([5, 2, 9], 3, 0)]).toEqual([2, 5, 9]);
});

it('draws from everywhere alike', () => {
  for (const seed of [0, 1, 2 ** 31 - 1]) {
    const counts = new Int32Array(10);
    for (const key of drawKeys(keys, 1000, seed)) counts[Math.floor(key / 3001)]!++;
    // 100 on average; the standard deviation is below 10.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(50);
  }
});

it('draws a smaller sample out of a larger one', () => {
  const larger = new Set(drawKeys(keys, 900, 1));
  expect([...drawKeys(keys, 300, 1)].every((key) => larger.has(key))).toBe(true);
  expect([0, 1, 4_294_967_295].map((key) => rankOf(key, 3)).every((rank) => rank >= 0 && rank < 2 ** 32)).toBe(true);
});
