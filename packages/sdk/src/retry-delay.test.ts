import { describe, expect, it } from 'vitest';
import { retryAfterMs, retryDelay } from './retry-delay.js';

const now = Date.parse('2026-11-24T00:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['3', 3000],
    ['0', 0],
    ['Tue, 24 Nov 2026 00:00:05 GMT', 5000],
    ['Tue, 24 Nov 2026 00:00:00 GMT', 0],
    ['Mon, 23 Nov 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ])('reads %j as %s ms', (value, ms) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), now)).toBe(ms);
  });

  it.each([
    ['250', 250],
    ['0', 0],
    ['soon', 3000],
    ['-1', 3000],
  ])('believes retry-after-ms %j first', (value, ms) => {
    expect(retryAfterMs(new Headers({ 'retry-after-ms': value, 'retry-after': '3' }), now)).toBe(ms);
  });

  it('knows nothing without the header', () => {
    expect(retryAfterMs(new Headers(), now)).toBeUndefined();
  });
});

describe('retryDelay', () => {
  it('doubles from half a second to eight', () => {
    expect([1, 2, 3, 4, 5, 6].map((tries) => retryDelay(tries, undefined, 0))).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });

  it('takes off at most a quarter', () => {
    expect(retryDelay(1, undefined, 1)).toBe(375);
  });

  it('waits at least as long as asked, and up to a quarter longer, so that many do not come back at once; up to a minute', () => {
    expect(retryDelay(1, 1000, 0)).toBe(1000);
    expect(retryDelay(1, 1000, 1)).toBe(1250);
    expect(retryDelay(1, 60_000, 0)).toBe(60_000);
    expect(retryDelay(1, 60_001, 0)).toBeUndefined();
  });
});
