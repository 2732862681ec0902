import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { brightness, compose, contrast, hueRotation, IDENTITY, LUMA, randomColourMap, saturation, type ColourMap } from './colour-map.js';

const apply = ({ matrix, offset }: ColourMap, pixel: readonly number[]): number[] =>
  [0, 1, 2].map((out) => pixel.reduce((sum, value, at) => sum + value * matrix[at * 3 + out]!, offset[out]!));
const luma = (pixel: readonly number[]): number => pixel.reduce((sum, value, at) => sum + value * LUMA[at]!, 0);
const expectPixel = (got: readonly number[], wanted: readonly number[], digits = 6): void => {
  got.forEach((value, at) => {
    expect(value).toBeCloseTo(wanted[at]!, digits);
  });
};
const pixel = [200, 90, 30];
const jitter = { probability: 1, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 };

describe('colour adjustments', () => {
  it('brighten, spread around a grey, and wash out as defined', () => {
    expectPixel(apply(brightness(1.3), pixel), [260, 117, 39]);
    expectPixel(apply(contrast(0.5, 100), pixel), [150, 95, 65]);
    const grey = luma(pixel);
    expectPixel(
      apply(saturation(0.25), pixel),
      pixel.map((value) => 0.25 * value + 0.75 * grey),
    );
    expectPixel(apply(saturation(0), pixel), [grey, grey, grey]);
  });

  it('turn hue without touching luma or greys; a third of a turn moves red towards green, a whole one back to itself', () => {
    for (const turns of [-0.1, 0.05, 0.25, 1 / 3]) {
      expect(luma(apply(hueRotation(turns), pixel))).toBeCloseTo(luma(pixel), 6);
      expectPixel(apply(hueRotation(turns), [77, 77, 77]), [77, 77, 77], 1);
    }
    const [red, green, blue] = apply(hueRotation(1 / 3), [255, 0, 0]) as [number, number, number];
    expect(red).toBeLessThan(Math.max(green, blue));
    expectPixel(apply(hueRotation(1), pixel), pixel, 6);
    expectPixel(apply(compose(hueRotation(0.07), hueRotation(-0.07)), pixel), pixel, 6);
  });

  it('compose in order: first the left one', () => {
    const both = compose(brightness(2), contrast(0.5, 10));
    expectPixel(apply(both, pixel), apply(contrast(0.5, 10), apply(brightness(2), pixel)));
  });
});

describe('randomColourMap', () => {
  it('keeps the mean grey under contrast alone, whatever was done to brightness before', () => {
    const pixels = [pixel, [10, 20, 240], [120, 130, 90]];
    const mean = [0, 1, 2].map((channel) => pixels.reduce((sum, own) => sum + own[channel]!, 0) / pixels.length);
    const rng = createRng(4, 'contrast');
    for (let draw = 0; draw < 50; draw++) {
      const map = randomColourMap(rng, mean, { ...jitter, brightness: 0, saturation: 0, hue: 0 }, 0);
      expect(luma(apply(map, mean))).toBeCloseTo(luma(mean), 6);
    }
  });

  it('leaves images alone with its probability, and greys them out with its own', () => {
    const rng = createRng(5, 'rates');
    let untouched = 0;
    let grey = 0;
    for (let draw = 0; draw < 10_000; draw++) {
      const map = randomColourMap(rng, pixel, { ...jitter, probability: 0.8 }, 0.2);
      if (map === IDENTITY) untouched++;
      const [red, green, blue] = apply(map, pixel) as [number, number, number];
      if (Math.abs(red - green) < 1e-6 && Math.abs(green - blue) < 1e-6) grey++;
    }
    expect(untouched / 10_000).toBeCloseTo(0.2 * 0.8, 1);
    expect(grey / 10_000).toBeCloseTo(0.2, 1);
    expect(Math.abs(untouched / 10_000 - 0.16)).toBeLessThan(0.015);
    expect(Math.abs(grey / 10_000 - 0.2)).toBeLessThan(0.015);
  });

  it('draws brightness over its whole range', () => {
    const rng = createRng(6, 'range');
    const factors = Array.from(
      { length: 2000 },
      () => randomColourMap(rng, pixel, { ...jitter, contrast: 0, saturation: 0, hue: 0 }, 0).matrix[0]!,
    );
    expect(Math.min(...factors)).toBeGreaterThan(0.6);
    expect(Math.min(...factors)).toBeLessThan(0.61);
    expect(Math.max(...factors)).toBeLessThan(1.4);
    expect(Math.max(...factors)).toBeGreaterThan(1.39);
  });
});
