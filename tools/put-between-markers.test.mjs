import { expect, it } from 'vitest';
import { putBetweenMarkers } from './put-between-markers.mjs';

const markers = { begin: '<!-- begin -->', end: '<!-- end -->' };

it('replaces what stands between the markers and nothing else', () => {
  const page = 'before\n<!-- begin -->\nold\n<!-- end -->\nafter\n';
  const next = putBetweenMarkers(page, markers, 'new');
  expect(next).toBe('before\n<!-- begin -->\n\nnew\n\n<!-- end -->\nafter\n');
  expect(putBetweenMarkers(next, markers, 'new')).toBe(next);
});

it.each([['nothing'], ['<!-- begin -->'], ['<!-- end --> <!-- begin -->']])('asks for the markers where they are missing: %s', (page) => {
  expect(() => putBetweenMarkers(page, markers, 'new')).toThrow(/<!-- begin -->\n<!-- end -->/);
});
