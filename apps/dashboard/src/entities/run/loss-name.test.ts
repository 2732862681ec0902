import { expect, it } from 'vitest';
import { lossName } from './loss-name.js';

it.each([
  ['supcon', 'SupCon'],
  ['triplet', 'triplet'],
  [undefined, '–'],
])('calls the loss %s %s', (loss, text) => {
  expect(lossName(loss)).toBe(text);
});
