import { expect, it } from 'vitest';
import { maxPixels } from './max-pixels.js';

it('takes the command line before the environment, and that before 40 million', () => {
  expect(maxPixels(7, { SUPCON_MAX_PIXELS: '9' })).toBe(7);
  expect(maxPixels(undefined, { SUPCON_MAX_PIXELS: '9' })).toBe(9);
  expect(maxPixels(undefined, { SUPCON_MAX_PIXELS: '1000000000' })).toBe(1_000_000_000);
  expect([maxPixels(undefined, {}), maxPixels(undefined, { SUPCON_MAX_PIXELS: '' })]).toEqual([40_000_000, 40_000_000]);
});

it.each(['0', '-3', '1e6', '12 MP', '1000000001', '99999999999'])("refuses '%s' by name", (text) => {
  expect(() => maxPixels(undefined, { SUPCON_MAX_PIXELS: text })).toThrow(`from 1 to 1,000,000,000, got '${text}'`);
});
