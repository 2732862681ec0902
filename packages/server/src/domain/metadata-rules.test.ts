import { describe, expect, it } from 'vitest';
import { MOST_METADATA_KEYS, MOST_METADATA_LEVELS, readStoredMetadata, requireMetadata } from './metadata-rules.js';

const LIMIT = 8192;
/** A JSON text of so many levels, lists in an object or objects. */
const nested = (levels: number, kind: 'lists' | 'objects'): string =>
  kind === 'lists' ? `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}` : '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const check = (json: string): unknown => requireMetadata(JSON.parse(json), LIMIT);
const tooLarge = expect.objectContaining({ code: 'METADATA_TOO_LARGE' });
const bad = expect.objectContaining({ code: 'BAD_REQUEST' });

describe('requireMetadata', () => {
  it.each(['lists', 'objects'] as const)('takes as many levels of %s as allowed, and refuses any number above', (kind) => {
    expect(check(nested(MOST_METADATA_LEVELS, kind))).toEqual(JSON.parse(nested(MOST_METADATA_LEVELS, kind)));
    for (const levels of [MOST_METADATA_LEVELS + 1, 100, 3000, 500_000]) expect(() => check(nested(levels, kind))).toThrow(tooLarge);
  });

  it('takes as many keys as allowed, on all levels together', () => {
    const keys = (count: number, prefix: string): Record<string, number> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));
    expect(requireMetadata(keys(MOST_METADATA_KEYS, 'k'), LIMIT)).toHaveProperty('k255', 255);
    expect(() => requireMetadata(keys(MOST_METADATA_KEYS + 1, 'k'), LIMIT)).toThrow(tooLarge);
    const half = MOST_METADATA_KEYS / 2;
    expect(() => requireMetadata({ ...keys(half, 'k'), deep: [keys(half, 'j')] }, LIMIT)).toThrow(tooLarge);
    expect(requireMetadata({ ...keys(half - 1, 'k'), deep: [keys(half, 'j')] }, LIMIT)).toHaveProperty('deep');
  });

  it('counts bytes of UTF-8, not characters', () => {
    const of = (bytes: number): object => ({ a: 'x'.repeat(bytes - 8) });
    expect(requireMetadata(of(LIMIT), LIMIT)).toEqual(of(LIMIT));
    expect(() => requireMetadata(of(LIMIT + 1), LIMIT)).toThrow(tooLarge);
    expect(() => requireMetadata({ a: 'ü'.repeat(LIMIT / 2) }, LIMIT)).toThrow(tooLarge);
  });

  it('does not walk through what is too long, holds itself or grows by sharing', () => {
    const began = performance.now();
    const circle: Record<string, unknown> = {};
    circle['again'] = circle;
    let shared: unknown = 1;
    for (let i = 0; i < 15; i++) shared = Array.from({ length: 50 }, () => shared);
    for (const value of [circle, { shared }, { long: new Array(1e8) }]) expect(() => requireMetadata(value, LIMIT)).toThrow(tooLarge);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('refuses what JSON cannot hold', () => {
    for (const value of [undefined, null, 7, 'text', [], [1], new Map(), new Date(0), new URL('http://x')])
      expect(() => requireMetadata(value, LIMIT)).toThrow(bad);
    for (const value of [undefined, NaN, Infinity, 1n, Symbol('x'), () => 1, new Date(0), new Map(), [undefined]])
      expect(() => requireMetadata({ value }, LIMIT)).toThrow(bad);
  });

  it('keeps keys that mean something to JavaScript as mere keys', () => {
    const json =
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"toString":"s","hasOwnProperty":null,"toJSON":3,"":4}';
    const taken = check(json);
    expect(JSON.stringify(taken)).toBe(json);
    expect(JSON.stringify({ ...structuredClone(taken as object) })).toBe(json);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });
});

describe('readStoredMetadata', () => {
  it('gives what was stored within the limits as it was', () => {
    for (const json of [
      '{}',
      '{"a":[1,{"b":"]]]]]]]]]]]]]]]]]]]]]]]}{{{{{{{{{{{{{{{{{{{{{{{{{{{\\"["}]}',
      nested(MOST_METADATA_LEVELS, 'lists'),
      nested(MOST_METADATA_LEVELS, 'objects'),
    ])
      expect(JSON.stringify(readStoredMetadata(json))).toBe(JSON.stringify(JSON.parse(json)));
  });

  it('gives the text of what is too deep, or no JSON object, so that it can be passed on', () => {
    for (const text of [
      nested(MOST_METADATA_LEVELS + 1, 'lists'),
      nested(4000, 'lists'),
      nested(1300, 'objects'),
      '[1]',
      'null',
      '',
      '{"a":',
    ])
      expect(readStoredMetadata(text)).toEqual({ json: text });
  });
});
