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

  it('waits exactly as long as asked, up to a minute', () => {
    expect(retryDelay(1, 1234, 1)).toBe(1234);
    expect(retryDelay(1, 60_000, 0)).toBe(60_000);
    expect(retryDelay(1, 60_001, 0)).toBeUndefined();
  });
});
