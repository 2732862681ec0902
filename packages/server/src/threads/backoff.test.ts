import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

it('doubles the pause up to half a minute', () => {
  expect([1, 2, 3, 9, 10, 2000].map(backoffMs)).toEqual([100, 200, 400, 25_600, 30_000, 30_000]);
});
