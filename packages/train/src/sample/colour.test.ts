import { expect, it } from 'vitest';
import { hslToHex, hslToRgb, shade } from './colour.js';

it.each([
  [0, 1, 0.5, '#ff0000'],
  [120, 1, 0.5, '#00ff00'],
  [-120, 1, 0.5, '#0000ff'],
  [420, 1, 0.5, '#ffff00'],
  [200, 0, 0.5, '#808080'],
  [33, 0.7, 1, '#ffffff'],
  // CSS Color Module Level 4, section 7.2: hsl(30deg 25% 20%).
  [30, 0.25, 0.2, '#403326'],
])('turns hsl(%d, %d, %d) into %s', (hue, saturation, lightness, hex) => {
  expect(hslToHex({ hue, saturation, lightness })).toBe(hex);
});

it('keeps shades between black and white', () => {
  const colour = { hue: 10, saturation: 1, lightness: 0.9 };
  expect(shade(colour, 0.5).lightness).toBe(0.96);
  expect(shade(colour, -2).lightness).toBe(0.04);
  for (const value of hslToRgb(shade(colour, 0.5))) expect(value).toBeLessThanOrEqual(255);
});
