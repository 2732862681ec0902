import { expect, it } from 'vitest';
import { recallWarnings } from './search-collection.js';

it('warns where a graph was measured to find less than it is to find, and of nothing else', () => {
  expect(recallWarnings(undefined, 0.99)).toEqual([]);
  expect(recallWarnings(0.99, 0.99)).toEqual([]);
  expect(recallWarnings(0.95, 0.9)).toEqual([]);
  expect(recallWarnings(0.95, 0.999)).toMatchObject([{ message: expect.stringContaining('less than the 99.9 %') as string }]);
  expect(recallWarnings(0.374, 0.99)).toEqual([{ code: 'RECALL_BELOW_PROMISE', message: expect.stringContaining('37.4 %') as string }]);
});
