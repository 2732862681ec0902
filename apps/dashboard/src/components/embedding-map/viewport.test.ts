import { expect, it } from 'vitest';
import { between, bounded, panned, toPlane, toScreen, viewportOf, visibleRect, WHOLE, zoomedAt, type View } from './viewport.js';

const size = { width: 800, height: 500 };
const extent = { halfWidth: 1, halfHeight: 0.4 };
const at = (view: View) => viewportOf(view, size, extent);

it('shows every point at first, and as large as that allows', () => {
  const viewport = at(WHOLE);
  const [[left, top], [right, bottom]] = [toScreen(viewport, -1, 0.4), toScreen(viewport, 1, -0.4)];
  expect([left > 0, top > 0, right < 800, bottom < 500]).toEqual([true, true, true, true]);
  expect(right - left).toBeGreaterThan(0.9 * 800);
});

it('leads from the plane to the screen and back', () => {
  for (const view of [WHOLE, { x: 0.3, y: -0.2, zoom: 7 }, { x: -1, y: 1, zoom: 900 }]) {
    const [left, top] = toScreen(at(view), 0.31, -0.19);
    const [x, y] = toPlane(at(view), left, top);
    expect(x).toBeCloseTo(0.31, 9);
    expect(y).toBeCloseTo(-0.19, 9);
  }
});

it('moves the points with the pointer', () => {
  const [left, top] = toScreen(at(WHOLE), 0.1, 0.1);
  const [movedLeft, movedTop] = toScreen(at(panned(at(WHOLE), 30, -12)), 0.1, 0.1);
  expect(movedLeft - left).toBeCloseTo(30, 6);
  expect(movedTop - top).toBeCloseTo(-12, 6);
});

it('keeps what lies below the pointer while it comes closer, within bounds', () => {
  const before = at({ x: 0.1, y: 0.05, zoom: 2 });
  const [x, y] = toPlane(before, 620, 90);
  const after = zoomedAt(before, 3, 620, 90);
  expect(after.zoom).toBeCloseTo(6, 9);
  const [left, top] = toScreen(at(after), x, y);
  expect([left, top].map(Math.round)).toEqual([620, 90]);
  expect(zoomedAt(before, 1e9, 400, 250).zoom).toBe(2000);
  expect(zoomedAt(before, 1e-9, 400, 250).zoom).toBe(0.25);
});

it('sees a rectangle whose corners are those of the canvas', () => {
  const viewport = at({ x: 0.2, y: 0.1, zoom: 3 });
  const { left, right, top, bottom } = visibleRect(viewport);
  expect([...toScreen(viewport, left, top), ...toScreen(viewport, right, bottom)].map((place) => Math.round(place) + 0)).toEqual([
    0, 0, 800, 500,
  ]);
});

it('goes evenly from one view to another, and never out of sight', () => {
  expect(between({ x: 0, y: 0, zoom: 1 }, { x: 1, y: -1, zoom: 16 }, 0.5)).toEqual({ x: 0.5, y: -0.5, zoom: 4 });
  expect(bounded({ x: 9, y: -9, zoom: 1e9 })).toEqual({ x: 1, y: -1, zoom: 2000 });
});
