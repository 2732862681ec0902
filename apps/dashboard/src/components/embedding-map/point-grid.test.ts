import { expect, it } from 'vitest';
import { mapPoints } from './map-points.js';
import { createPointGrid } from './point-grid.js';
import { seededNumbers } from './seeded-numbers.js';

const N = 5000;
const random = seededNumbers(7);
/** Most in a heap, some far away, some in the same place. */
const x = Float32Array.from({ length: N }, (_, at) => (at % 10 === 0 ? random() * 40 : random() * random()) + (at % 7 === 0 ? 0.5 : 0));
const y = Float32Array.from({ length: N }, (_, at) => (at % 50 === 0 ? 0 : random() * 3));
const points = mapPoints(x, y);
const grid = createPointGrid(points);

/** All of them, one after the other. */
function nearestOfAll(px: number, py: number, radius: number): number | undefined {
  let best: number | undefined;
  for (let at = 0; at < N; at++) {
    const distance = Math.hypot(points.x[at]! - px, points.y[at]! - py);
    if (distance > radius) continue;
    if (best === undefined || distance < Math.hypot(points.x[best]! - px, points.y[best]! - py)) best = at;
  }
  return best;
}

it('finds the nearest point where a loop over all finds it', () => {
  let found = 0;
  for (let turn = 0; turn < 400; turn++) {
    const [px, py, radius] = [random() * 2.4 - 1.2, random() * 2.4 - 1.2, [0.001, 0.02, 0.3, 3][turn % 4]!];
    const [got, wanted] = [grid.nearest(px, py, radius), nearestOfAll(px, py, radius)];
    if (wanted !== undefined) found++;
    const distance = (at: number | undefined) => (at === undefined ? undefined : Math.hypot(points.x[at]! - px, points.y[at]! - py));
    expect(distance(got)).toBe(distance(wanted));
  }
  expect(found).toBeGreaterThan(100);
});

it('finds every point at its own place, the first of those that share it', () => {
  for (let at = 0; at < N; at += 37)
    expect(grid.nearest(points.x[at]!, points.y[at]!, 1e-6)).toBe(nearestOfAll(points.x[at]!, points.y[at]!, 1e-6));
});

it('has in a rectangle what a loop over all has', () => {
  for (let turn = 0; turn < 200; turn++) {
    const [left, bottom] = [random() * 2.4 - 1.2, random() * 2.4 - 1.2];
    const rect = { left, right: left + random() * random() * 2, bottom, top: bottom + random() };
    const wanted = Array.from({ length: N }, (_, at) => at).filter(
      (at) => points.x[at]! >= rect.left && points.x[at]! <= rect.right && points.y[at]! >= rect.bottom && points.y[at]! <= rect.top,
    );
    expect([...grid.within(rect)].sort((a, b) => a - b)).toEqual(wanted);
    expect(grid.countWithin(rect)).toBe(wanted.length);
    expect(grid.countWithin(rect, 5)).toBe(Math.min(5, wanted.length));
  }
});

it('takes no points, and one', () => {
  const none = createPointGrid({ x: new Float32Array(), y: new Float32Array() });
  expect([none.nearest(0, 0, 9), none.countWithin({ left: -1, right: 1, bottom: -1, top: 1 })]).toEqual([undefined, 0]);
  expect(createPointGrid({ x: Float32Array.of(1), y: Float32Array.of(-1) }).nearest(1, -1, 0)).toBe(0);
});
