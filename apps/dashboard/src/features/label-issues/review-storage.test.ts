import { expect, it } from 'vitest';
import type { ReviewLog } from './review-log.js';
import { readReview, reviewKey, writeReview } from './review-storage.js';

const LOG: ReviewLog = [
  { picture: 'a/1.jpg', given: 'a', verdict: { kind: 'label', label: 'b' }, suggested: 'b', confidence: 0.9 },
  { picture: 'a/2.jpg', given: 'a', verdict: { kind: 'skip' } },
  { picture: 'a/3.jpg', given: 'a', verdict: { kind: 'leave-out' } },
];

it('is read as it was kept, a run for itself', () => {
  expect(readReview(writeReview(LOG))).toEqual({ log: LOG, damaged: false });
  expect(readReview(null)).toEqual({ log: [], damaged: false });
  expect(reviewKey('a')).not.toBe(reviewKey('b'));
});

it.each([
  'x',
  'null',
  '{}',
  '{"version":2,"log":[]}',
  '{"version":1,"log":[{"picture":"a"}]}',
  '{"version":1,"log":[{"picture":"a","given":"b","verdict":{"kind":"label"}}]}',
  '{"version":1,"log":[{"picture":"a","given":"b","verdict":{"kind":"other"}}]}',
])('begins anew, and says so, where %s was kept', (text) => {
  expect(readReview(text)).toEqual({ log: [], damaged: true });
});
