import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { hammingDistance, likenessOf, similarityOf } from './perceptual-hash.js';

/** The formula of test/fixtures/perceptual-hash.py. */
function picture(kind: number): Uint8Array {
  return Uint8Array.from({ length: 32 * 32 * 3 }, (_, at) => {
    const [y, x, c] = [Math.floor(at / 96), Math.floor(at / 3) % 32, at % 3];
    return Math.floor((37 * x * x + 11 * y * y * (kind + 1) + 29 * x * y * kind + 71 * c * x + 13 * kind) / (3 + kind)) % 256;
  });
}

const text = ([upper, lower]: readonly [number, number]): string =>
  upper.toString(16).padStart(8, '0') + lower.toString(16).padStart(8, '0');

const noise = (seed: number): Uint8Array => {
  const rng = createRng(seed, 'noise');
  return Uint8Array.from({ length: 32 * 32 * 3 }, () => rng.integer(256));
};

describe('likenessOf', () => {
  it('gives the hashes that scipy gives', async () => {
    const fixture = await readFile(new URL('../../test/fixtures/perceptual-hash.json', import.meta.url), 'utf8');
    const { hashes } = JSON.parse(fixture) as { hashes: string[] };
    expect(hashes.map((_, kind) => text(likenessOf(picture(kind))!.hash))).toEqual(hashes);
  });

  it('averages 2 x 2 pixels', () => {
    const { pixels } = likenessOf(picture(0))!;
    expect(pixels).toHaveLength(16 * 16 * 3);
    const own = picture(0);
    for (const [y, x, c] of [
      [0, 0, 0],
      [3, 9, 1],
      [15, 15, 2],
    ] as const) {
      const at = (v: number, u: number): number => own[((2 * y + v) * 32 + 2 * x + u) * 3 + c]!;
      expect(pixels[(y * 16 + x) * 3 + c]).toBe(Math.floor((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4));
    }
  });

  it('has none for a picture of one colour, however dark or light, with a little noise or without', () => {
    for (const level of [0, 128, 255]) expect(likenessOf(new Uint8Array(32 * 32 * 3).fill(level))).toBeUndefined();
    const rng = createRng(0, 'faint');
    expect(likenessOf(Uint8Array.from({ length: 32 * 32 * 3 }, () => 100 + rng.integer(3)))).toBeUndefined();
  });

  it('tells black and white from colour', () => {
    const colour = picture(2);
    const grey = Uint8Array.from(colour, (_, at) => colour[at - (at % 3)]!);
    expect([likenessOf(colour)!.grey, likenessOf(grey)!.grey]).toEqual([false, true]);
  });
});

describe('hammingDistance', () => {
  it('counts differing bits as a loop over a big integer does', () => {
    const rng = createRng(2, 'bits');
    for (let trial = 0; trial < 200; trial++) {
      const draw = (): [number, number] => [rng.integer(2 ** 31) * 2 + rng.integer(2), rng.integer(2 ** 31) * 2 + rng.integer(2)];
      const [a, b] = [draw(), draw()];
      const wide = ([upper, lower]: [number, number]): bigint => (BigInt(upper) << 32n) | BigInt(lower);
      const wanted = (wide(a) ^ wide(b)).toString(2).replaceAll('0', '').length;
      expect(hammingDistance(a, b)).toBe(wanted);
    }
  });

  it('is about half the bits for unrelated noise', () => {
    const distances = Array.from({ length: 40 }, (_, seed) =>
      hammingDistance(likenessOf(noise(seed))!.hash, likenessOf(noise(seed + 100))!.hash),
    );
    expect(Math.min(...distances)).toBeGreaterThan(14);
    expect(distances.reduce((sum, distance) => sum + distance, 0) / 40).toBeGreaterThan(28);
  });
});

describe('similarityOf', () => {
  it('does not see brightness and contrast, and sees everything else', () => {
    const base = Uint8Array.from(noise(1), (value) => 60 + value / 3);
    const lighter = Uint8Array.from(base, (value) => value * 1.3 + 20);
    expect(similarityOf(likenessOf(base)!, likenessOf(lighter)!)).toBeGreaterThan(0.999);
    expect(similarityOf(likenessOf(base)!, likenessOf(Uint8Array.from(base, (value) => 255 - value))!)).toBeLessThan(-0.99);
    expect(Math.abs(similarityOf(likenessOf(base)!, likenessOf(noise(2))!))).toBeLessThan(0.2);
  });

  it('compares a grey picture with a coloured one by luminance, and two coloured ones by colour', () => {
    const colour = noise(3);
    const grey = Uint8Array.from(colour, (_, at) => {
      const own = colour.subarray(at - (at % 3));
      return Math.round(0.299 * own[0]! + 0.587 * own[1]! + 0.114 * own[2]!);
    });
    expect(similarityOf(likenessOf(colour)!, likenessOf(grey)!)).toBeGreaterThan(0.99);
    const swapped = Uint8Array.from(colour, (_, at) => colour[at - (at % 3) + ((at + 1) % 3)]!);
    expect(similarityOf(likenessOf(colour)!, likenessOf(swapped)!)).toBeLessThan(0.9);
  });
});
