import { expect, it } from 'vitest';
import { createSavePace } from './save-pace.js';

it('waits the given time from write to write', () => {
  const pace = createSavePace(20, 100);
  expect([110, 119.9, 120].map((now) => pace.due(now))).toEqual([false, false, true]);
  pace.saved(120, 120.1);
  expect([140, 140.2].map((now) => pace.due(now))).toEqual([false, true]);
});

it('waits longer where a write is slow: twenty times as long as it took', () => {
  const pace = createSavePace(20, 0);
  pace.saved(20, 25);
  expect([100, 124.9, 125].map((now) => pace.due(now))).toEqual([false, false, true]);
});

it('saves after every step when asked to', () => {
  const pace = createSavePace(0, 0);
  pace.saved(0, 5);
  expect(pace.due(5)).toBe(true);
});
