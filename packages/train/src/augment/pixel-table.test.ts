import { expect, it } from 'vitest';
import { expectPixels, fromBytes, picture, pillow } from '../../test/augment-fixtures.js';
import { autoContrast, equalize, invert, posterize, solarize, solarizeAdd } from './pixel-table.js';

/** Whole values in, whole values out: no tolerance. */
const same = (edit: (image: Float32Array) => void, name: string, image = picture()): void => {
  edit(image);
  expectPixels(image, fromBytes(pillow.results[name]!), 0);
};

it('invert, auto-contrast and equalize are Pillow’s, also on channels with one or two values', () => {
  same(invert, 'invert');
  same(autoContrast, 'autoContrast');
  same(equalize, 'equalize');
  same(autoContrast, 'flat autoContrast', fromBytes(pillow.flat));
  same(equalize, 'flat equalize', fromBytes(pillow.flat));
});

it.each([0, 100, 128, 256])('solarize from %i on is Pillow’s', (threshold) => {
  same((image) => solarize(image, threshold), `solarize ${threshold}`);
});

it.each([1, 3, 4, 7, 8])('posterize to %i bits is Pillow’s', (bits) => {
  same((image) => posterize(image, bits), `posterize ${bits}`);
});

it('solarizeAdd raises what is dark and stops at 255', () => {
  const image = Float32Array.of(0, 60, 127, 128, 200, 255);
  solarizeAdd(image, 110);
  expect([...image]).toEqual([110, 170, 237, 128, 200, 255]);
  const bright = Float32Array.of(100, 90, 80);
  solarizeAdd(bright, 200, 95);
  expect([...bright]).toEqual([100, 255, 255]);
});

it('equalize spreads values that lie between whole ones', () => {
  const image = picture().map((value) => Math.min(255, value + 0.4));
  equalize(image);
  expectPixels(image, fromBytes(pillow.results['equalize']!), 0);
});
