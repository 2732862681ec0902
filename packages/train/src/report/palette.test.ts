import { describe, expect, it } from 'vitest';
import { colourOf, shapeOf } from './palette.js';

describe('the palette', () => {
  it('tells 56 classes apart by colour or shape', () => {
    expect(new Set(Array.from({ length: 56 }, (_, at) => colourOf(at) + shapeOf(at))).size).toBe(56);
  });

  it('has colours that contrast with white by at least 2.1', () => {
    const contrast = (colour: string): number => {
      const [r, g, b] = [1, 3, 5].map((at) => {
        const value = parseInt(colour.slice(at, at + 2), 16) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
    };
    for (let at = 0; at < 8; at++) expect(contrast(colourOf(at))).toBeGreaterThan(2.1);
  });
});
