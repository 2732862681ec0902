import { expect, it } from 'vitest';
import { sparklinePath } from './sparkline-path.js';

it.each([
  ['nothing', [], ''],
  ['one value', [null, 3], ''],
  ['a rise from corner to corner', [0, 1], 'M2.0 8.0L98.0 2.0'],
  ['a flat line in the middle', [4, 4, 4], 'M2.0 5.0L50.0 5.0L98.0 5.0'],
  ['a gap that is bridged where it is', [0, null, 1], 'M2.0 8.0L98.0 2.0'],
])('draws %s', (_, values, path) => {
  expect(sparklinePath(values, 100, 10, 2)).toBe(path);
});
