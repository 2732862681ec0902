import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.js';

it.each([
  [0.4, '0 s'],
  [59, '59 s'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
])('%d s is %j', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
