import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createViewMotion } from './view-motion.js';
import { WHOLE } from './viewport.js';

let told: string[];
let still: boolean;
let motion: ReturnType<typeof createViewMotion>;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  still = false;
  motion = createViewMotion({ reducedMotion: () => still, onMove: () => told.push('move'), onRest: () => told.push('rest') });
});
afterEach(() => vi.useRealTimers());

it('moves until nothing has happened for a while, well below 300 ms', () => {
  motion.set({ x: 0.1, y: 0, zoom: 2 });
  vi.advanceTimersByTime(100);
  motion.set({ x: 0.2, y: 0, zoom: 2 });
  vi.advanceTimersByTime(100);
  expect([motion.isMoving(), told]).toEqual([true, ['move', 'move']]);
  vi.advanceTimersByTime(50);
  expect([motion.isMoving(), told]).toEqual([false, ['move', 'move', 'rest']]);
});

it('glides to a view, which stands at its end exactly; another one ends that', () => {
  const to = { x: 0.5, y: -0.5, zoom: 8 };
  motion.goTo(to, 1000);
  expect([motion.view(), motion.target()]).toEqual([WHOLE, to]);
  motion.advance(1100);
  expect(motion.view().zoom).toBeGreaterThan(2);
  expect(motion.view().zoom).toBeLessThan(8);
  motion.advance(1300);
  expect(motion.view()).toEqual(to);
  motion.goTo(WHOLE, 2000);
  motion.set(to);
  motion.advance(3000);
  expect(motion.view()).toEqual(to);
});

it('is there at once with reduced motion, and says nothing once it is disposed of', () => {
  still = true;
  motion.goTo({ x: 0, y: 0, zoom: 4 }, 0);
  expect(motion.view().zoom).toBe(4);
  motion.dispose();
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(['move']);
});
