import { describe, expect, it } from 'vitest';
import { shrink } from './raw-pixels.js';

describe('shrink', () => {
  it('averages the pixels of each cell', () => {
    const image = Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => (at % 3 === 0 ? 255 : Math.floor(at / 12) * 51));
    const cells = shrink(image, 4, 2);
    const green = [0, 3, 6, 9].map((at) => cells[at + 1]!);
    [0.1, 0.1, 0.5, 0.5].forEach((wanted, at) => {
      expect(green[at]).toBeCloseTo(wanted, 6);
    });
    expect(cells[0]).toBeCloseTo(1, 6);
  });

  it('handles sides that are no multiple', () => {
    const grey = shrink(new Uint8Array(5 * 5 * 3).fill(51), 5, 3);
    for (const value of grey) expect(value).toBeCloseTo(0.2, 6);
  });
});
