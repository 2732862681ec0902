import { expect, it } from 'vitest';
import { textWidth } from './text-width.js';

it('gives every script room, and counts what is seen as one sign once', () => {
  expect(textWidth('', 13)).toBe(0);
  expect(textWidth('猫猫猫', 10)).toBe(33);
  expect(textWidth('подсолнух', 13)).toBeGreaterThan(9 * 0.6 * 13);
  expect(textWidth('Ka\u0308se', 13)).toBe(textWidth('K\u00e4se', 13));
  expect(textWidth('👩‍👩‍👧', 10)).toBe(11);
});
