import { expect, it } from 'vitest';
import { insidePolygon, lassoOf } from './lasso.js';
import { seededNumbers } from './seeded-numbers.js';

const random = seededNumbers(3);
const N = 3000;
const x = Float32Array.from({ length: N }, () => random() * 2 - 1);
const y = Float32Array.from({ length: N }, () => random() * 2 - 1);

/** Independent: how often the sum of angles goes around, whose parity is that of the crossings. */
function turnsAround(px: number, py: number, corners: readonly (readonly [number, number])[]): number {
  let angle = 0;
  corners.forEach(([ax, ay], at) => {
    const [bx, by] = corners[(at + 1) % corners.length]!;
    const cross = (ax - px) * (by - py) - (bx - px) * (ay - py);
    angle += Math.atan2(cross, (ax - px) * (bx - px) + (ay - py) * (by - py));
  });
  return Math.round(angle / (2 * Math.PI));
}

it.each([3, 4, 17, 60])('has the points inside that an independent test has inside, for %i random corners', (count) => {
  for (let turn = 0; turn < 5; turn++) {
    const corners = Array.from({ length: count }, () => [random() * 2 - 1, random() * 2 - 1] as const);
    const inside = insidePolygon(x, y, Float64Array.from(corners.flat()));
    expect([...inside]).toEqual(Array.from(x, (px, at) => Math.abs(turnsAround(px, y[at]!, corners)) % 2));
    expect(inside.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0);
  }
});

it('has nothing inside a line or a point', () => {
  expect(insidePolygon(x, y, Float64Array.of(0, 0, 0.5, 0.5)).includes(1)).toBe(false);
  expect(insidePolygon(x, y, new Float64Array()).includes(1)).toBe(false);
});

it('keeps what a lasso encloses with fewer corners', () => {
  const circle = Array.from({ length: 900 }, (_, at) => {
    const turn = (2 * Math.PI * at) / 900;
    return [0.6 * Math.cos(turn) + 0.0001 * random(), 0.6 * Math.sin(turn)] as const;
  });
  const lasso = lassoOf(circle)!;
  expect(lasso.length).toBeLessThanOrEqual(128);
  expect(lasso.length).toBeGreaterThan(40);
  const inside = insidePolygon(x, y, lasso);
  const differ = Array.from(x, (px, at) => Number(Math.hypot(px, y[at]!) < 0.6) !== inside[at]).filter(Boolean).length;
  expect(differ).toBeLessThan(0.01 * N);
  expect([...lasso].every((value) => Math.abs(value * 10_000 - Math.round(value * 10_000)) < 1e-6)).toBe(true);
});

it('is none where nothing was drawn', () => {
  expect(lassoOf([])).toBeUndefined();
  expect(
    lassoOf([
      [0, 0],
      [0, 0],
      [0.5, 0.5],
      [0.5, 0.5],
    ]),
  ).toBeUndefined();
});
