import { describe, expect, it } from 'vitest';
import { createNativeEngine, createRng } from '@supcon/core';
import { mixImages, mixViews } from './mix-images.js';

const SIDE = 8;
const COUNT = 5;
const CLASSES = 3;
const LENGTH = SIDE * SIDE * 3;
const labels = Int32Array.of(0, 1, 2, 1, 0);
/** Picture n is 100 n everywhere, so that what each pixel came from can be read off. */
const flat = Float32Array.from({ length: COUNT * LENGTH }, (_, at) => 100 * Math.floor(at / LENGTH));
const mix = (options: { mixup: number; cutmix: number }, seed = 1): { pixels: Float32Array; targets: Float32Array } =>
  mixImages(flat, SIDE, labels, CLASSES, options, createRng(seed, 'mix'));
const row = (targets: Float32Array, n: number): number[] => [...targets.subarray(n * CLASSES, (n + 1) * CLASSES)];

/** What a picture must have as targets: the shares of the pictures that its pixels came from. */
function sharesOf(image: Float32Array): Map<number, number> {
  const shares = new Map<number, number>();
  for (const value of image) shares.set(value / 100, (shares.get(value / 100) ?? 0) + 1 / image.length);
  return shares;
}

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((first) => permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]));

describe('mixup', () => {
  it.each([1, 2, 3, 4])('blends each picture with one partner, and the labels alike (seed %i)', (seed) => {
    const { pixels, targets } = mix({ mixup: 0.8, cutmix: 0 }, seed);
    const values = Array.from({ length: COUNT }, (_, n) => {
      const image = pixels.subarray(n * LENGTH, (n + 1) * LENGTH);
      expect(new Set(image).size).toBe(1);
      return image[0]! / 100;
    });
    // One share and one order of partners must explain every pixel and every target.
    const explained = permutations([0, 1, 2, 3, 4]).some((partners) => {
      const moved = partners.findIndex((partner, n) => partner !== n);
      const share = moved < 0 ? 1 : (values[moved]! - partners[moved]!) / (moved - partners[moved]!);
      return partners.every((partner, n) => {
        const wanted = new Array<number>(CLASSES).fill(0);
        wanted[labels[n]!]! += share;
        wanted[labels[partner]!]! += 1 - share;
        const target = row(targets, n);
        return (
          Math.abs(share * n + (1 - share) * partner - values[n]!) < 1e-5 && wanted.every((value, c) => Math.abs(value - target[c]!) < 1e-5)
        );
      });
    });
    expect(explained).toBe(true);
    expect(values).not.toEqual([0, 1, 2, 3, 4]);
  });
});

describe('CutMix', () => {
  it.each([1, 2, 3, 4, 5, 6])('pastes one rectangle of a partner, and the labels have its share of the area (seed %i)', (seed) => {
    const { pixels, targets } = mix({ mixup: 0, cutmix: 1 }, seed);
    for (let n = 0; n < COUNT; n++) {
      const shares = sharesOf(pixels.subarray(n * LENGTH, (n + 1) * LENGTH));
      expect([...shares.keys()].every(Number.isInteger)).toBe(true);
      expect(shares.size).toBeLessThanOrEqual(2);
      const wanted = new Array<number>(CLASSES).fill(0);
      for (const [picture, share] of shares) wanted[labels[picture]!]! += share;
      row(targets, n).forEach((target, c) => {
        expect(target).toBeCloseTo(wanted[c]!, 5);
      });
    }
  });
});

it('rows of targets add up to 1; both off is one-hot and leaves pixels alone; the same seed mixes the same', () => {
  for (const options of [
    { mixup: 1, cutmix: 0 },
    { mixup: 0, cutmix: 1 },
    { mixup: 0.2, cutmix: 1 },
  ]) {
    const { targets } = mix(options, 9);
    for (let n = 0; n < COUNT; n++) expect(row(targets, n).reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    expect(mix(options, 9)).toEqual(mix(options, 9));
  }
  const off = mix({ mixup: 0, cutmix: 0 });
  expect(off.pixels).toEqual(flat);
  expect([...off.targets]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0]);
});

it('with both on, draws one of them for each batch', () => {
  const pasted = Array.from({ length: 200 }, (_, seed) => mix({ mixup: 1, cutmix: 1 }, seed).pixels.every((value) => value % 100 === 0));
  expect(Math.abs(pasted.filter(Boolean).length / 200 - 0.5)).toBeLessThan(0.12);
});

it('refuses a label that is no class', () => {
  expect(() => mixImages(flat, SIDE, Int32Array.of(0, 1, 2, 3, 0), CLASSES, { mixup: 1, cutmix: 0 }, createRng(0))).toThrow(
    'labels must be 0 to 2 for 3 classes, got 3',
  );
});

it('mixes views on an engine, and leaves only the result behind', async () => {
  const engine = await createNativeEngine();
  const views = engine.upload(flat, [COUNT, SIDE, SIDE, 3]);
  const options = { mixup: 0, cutmix: 1, seed: 3, purpose: ['test', 1] };
  const mixed = await mixViews(engine, views, labels, CLASSES, options);
  expect(engine.liveHandles()).toBe(2);
  const wanted = mixImages(flat, SIDE, labels, CLASSES, options, createRng(3, 'test', 1, 'mix'));
  expect(await engine.download(mixed.views)).toEqual(wanted.pixels);
  expect(mixed.targets).toEqual(wanted.targets);
  engine.dispose();
});
