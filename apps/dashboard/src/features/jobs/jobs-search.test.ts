import { expect, it } from 'vitest';
import { parseJobsSearch, withJob } from './jobs-search.js';

it('reads what it knows and passes over the rest', () => {
  expect(parseJobsSearch({ state: 'failed', job: 'a-1' })).toEqual({ state: 'failed', job: 'a-1' });
  expect(parseJobsSearch({ state: 'nonsense', job: { a: 1 } })).toEqual({});
});

it('opens and closes a report without losing the rest', () => {
  expect(withJob({ state: 'done' }, 'b')).toEqual({ state: 'done', job: 'b' });
  expect(withJob({ state: 'done', job: 'b' })).toEqual({ state: 'done' });
});
