import { expect, it } from 'vitest';
import { recallWarnings } from './search-collection.js';

it('warns where a graph was measured to find less than it is to find, and of nothing else', () => {
  expect(recallWarnings(undefined)).toEqual([]);
  expect(recallWarnings(0.99)).toEqual([]);
  expect(recallWarnings(0.374)).toEqual([{ code: 'RECALL_BELOW_PROMISE', message: expect.stringContaining('37.4 %') as string }]);
});
