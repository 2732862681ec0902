import { expect, it } from 'vitest';
import { nearestTo } from './nearest-to.js';

it('has the nearest ones of some points, nearest first', () => {
  const x = Float32Array.from({ length: 500 }, (_, at) => ((at * 7919) % 500) / 250 - 1);
  const y = new Float32Array(500);
  const points = Uint32Array.from({ length: 400 }, (_, at) => at);
  const wanted = [...points].sort((a, b) => Math.abs(x[a]! - 0.3) - Math.abs(x[b]! - 0.3) || a - b);
  expect(nearestTo(points, { x, y }, { x: 0.3, y: 0 }, 12).map((at) => Math.abs(x[at]! - 0.3))).toEqual(
    wanted.slice(0, 12).map((at) => Math.abs(x[at]! - 0.3)),
  );
  expect(nearestTo(new Uint32Array(), { x, y }, { x: 0, y: 0 }, 3)).toEqual([]);
  expect(nearestTo(Uint32Array.of(1, 2), { x, y }, { x: 0, y: 0 }, 3)).toHaveLength(2);
});
