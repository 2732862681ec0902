import { describe, expect, it } from 'vitest';
import { KeptVectors } from './kept-vectors.js';

describe('KeptVectors', () => {
  it.each([0, 1, 1023, 1024, 1025, 3000])('gives back %s vectors under their keys, also from its own bytes', (count) => {
    const kept = new KeptVectors(3);
    const keys = Array.from({ length: count }, (_, i) => (i * 7919) % 4_000_037);
    for (const key of keys) kept.set(key, Float32Array.of(-9, -9, -9));
    // Setting one again puts it in its place.
    keys.forEach((key, i) => kept.set(key, Float32Array.of(i, key, -1)));
    const bytes = Buffer.concat([...kept.parts()]);
    expect(bytes).toHaveLength(count * 16);
    let at = 0;
    const read = KeptVectors.read(3, count, (into) => {
      into.set(bytes.subarray(at, at + into.length));
      at += into.length;
    });
    expect(at).toBe(bytes.length);
    for (const each of [kept, read]) {
      expect(each.keys()).toEqual(keys);
      keys.forEach((key, i) => expect([...each.get(key)]).toEqual([i, key, -1]));
      expect(() => each.get(4_100_000_000)).toThrow('there is no vector');
    }
  });
});
