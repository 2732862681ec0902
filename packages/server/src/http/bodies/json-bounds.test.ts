import { describe, expect, it } from 'vitest';
import { requireBoundedJson } from './json-bounds.js';

const BOUNDS = { jsonValues: 10, jsonLevels: 3 };
const refusal = (json: unknown): string => {
  try {
    requireBoundedJson(json, BOUNDS);
    return 'taken';
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
};

describe('requireBoundedJson', () => {
  it.each([
    ['a number', 1],
    ['null', null],
    ['nothing in it', {}],
    ['as many elements as allowed', Array(10).fill(0)],
    ['as many elements and keys as allowed', { a: Array(4).fill(0), b: { c: 1, d: 2, e: 3, f: 4 } }],
    ['as many levels as allowed', [[[1, 'a', null]]]],
  ])('takes %s', (_what, json) => expect(refusal(json)).toBe('taken'));

  it.each([
    ['a long list', Array(11).fill(0), /BAD_REQUEST: .*more than 10 values/],
    ['many keys', Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i, 0])), /BAD_REQUEST: .*more than 10 values/],
    ['many values in several lists', [Array(4).fill(0), Array(5).fill(0)], /BAD_REQUEST: .*more than 10 values/],
    ['many levels', [[[{}]]], /BAD_REQUEST: .*deeper than 3 levels/],
    ['levels that would fill the stack', JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)), /BAD_REQUEST: .*deeper than 3 levels/],
  ])('refuses %s', (_what, json, message) => expect(refusal(json)).toMatch(message));

  it('does not read on behind what is too much', () => {
    // The members of the second are not asked for.
    const unread = Object.defineProperty({}, 'a', { enumerable: true, get: () => expect.fail('was read') });
    expect(refusal([Array(9).fill(0), unread])).toMatch(/more than 10 values/);
  });
});
