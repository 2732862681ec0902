import { describe, expect, it } from 'vitest';
import { assertFits, pixelsInMemory } from './picture-limits.js';

const jpeg = { width: 8000, height: 6000, format: 'jpeg', progressive: false } as const;

describe('pixelsInMemory', () => {
  it('counts what is left of a JPEG when it is shrunk, with twice the wanted size to spare', () => {
    expect(
      [3001, 3000, 1501, 1500, 751, 750, 376, 375, 100].map((least) => (jpeg.width * jpeg.height) / pixelsInMemory(jpeg, least)),
    ).toEqual([1, 1, 1, 2 * 2, 2 * 2, 4 * 4, 4 * 4, 8 * 8, 8 * 8]);
  });

  it('counts all of what cannot be shrunk', () => {
    for (const format of ['png', 'webp', 'tiff', 'heic', 'bmp', 'gif', 'avif'] as const)
      expect(pixelsInMemory({ ...jpeg, format }, 80)).toBe(48_000_000);
    expect(pixelsInMemory({ ...jpeg, progressive: true }, 80)).toBe(48_000_000);
  });
});

describe('assertFits', () => {
  it('takes the photos of telephones: 48, 108 and 200 megapixels', () => {
    for (const [width, height] of [
      [8000, 6000],
      [12_000, 9000],
      [16_320, 12_240],
    ] as const)
      expect(() => assertFits({ ...jpeg, width, height }, 224, 40_000_000)).not.toThrow();
  });

  it('names the sizes, the limit and the setting of what does not fit', () => {
    expect(() => assertFits({ ...jpeg, format: 'png' }, 224, 40_000_000)).toThrow(
      /8000 x 6000 pixels, of which 48000000 .* more than the 40000000 allowed; .* SUPCON_MAX_PIXELS/,
    );
  });

  it('refuses a side that no usual picture has, however few pixels there are', () => {
    const thin = { width: 1, height: 65_535, format: 'png', progressive: false } as const;
    expect(() => assertFits(thin, 224, 40_000_000)).not.toThrow();
    expect(() => assertFits({ ...thin, height: 65_536 }, 224, 40_000_000)).toThrow(/1 x 65536 pixels take too long .* 65535 allowed/);
    expect(() => assertFits({ ...thin, width: 40_000_000, height: 1 }, 224, 40_000_000)).toThrow(/take too long/);
  });

  it('refuses a JPEG that would take seconds, however small it becomes', () => {
    expect(() => assertFits({ ...jpeg, width: 65_000, height: 65_000 }, 16, 100_000_000)).toThrow(/65000 x 65000 pixels take too long/);
  });
});
