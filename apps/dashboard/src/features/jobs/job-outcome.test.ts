import { expect, it } from 'vitest';
import { jobOutcome } from './job-outcome.js';

it('says numbers and names, and leaves out lists', () => {
  expect(jobOutcome({ result: { items: 12_000, lostItems: ['a'], artifact: 'photos/2' } })).toBe('items 12 000 · artifact photos/2');
  expect(jobOutcome({ result: { lostItems: [] } })).toBeUndefined();
  expect(jobOutcome({ result: null })).toBeUndefined();
});
