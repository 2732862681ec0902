import { expect, it } from 'vitest';
import { remainingSeconds } from './remaining-time.js';

it('says how long work still takes at the pace at which it went', () => {
  expect(remainingSeconds({ done: 100, at: 1000 }, { done: 300, at: 5000 }, 500)).toBe(4);
  expect(remainingSeconds({ done: 100, at: 1000 }, { done: 100, at: 5000 }, 500)).toBeUndefined();
  expect(remainingSeconds({ done: 100, at: 1000 }, { done: 500, at: 5000 }, 500)).toBe(0);
});
