import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bitmap } from '../../test/bitmap.js';
import { scene } from '../../test/scene.js';
import { decodePicture, type DecodedPicture } from './decode-image.js';
import { FIRST_DECODING } from './decoding.js';
import { openPicture } from './open-picture.js';

const heic = new URL('../../test/fixtures/quarters.heic', import.meta.url);

/** Red, green over blue, nearly white: what the fixture shows too. */
const QUARTERS = [
  [220, 40, 30],
  [30, 200, 60],
  [40, 60, 220],
  [240, 240, 240],
] as const;

function quarters(width = 64, height = 48): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width];
    return QUARTERS[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]![at % 3]!;
  });
}

function expectQuarters({ pixels }: DecodedPicture, tolerance: number, order: readonly number[] = [0, 1, 2, 3]): void {
  const size = Math.sqrt(pixels.length / 3);
  const corners = [0, size - 1, size * (size - 1), size * size - 1];
  corners.forEach((corner, at) => {
    QUARTERS[order[at]!]!.forEach((value, channel) => {
      expect(Math.abs(pixels[corner * 3 + channel]! - value)).toBeLessThanOrEqual(tolerance);
    });
  });
}

const raw = sharp(quarters(), { raw: { width: 64, height: 48, channels: 3 } });

describe('formats', () => {
  it.each<[string, number, () => Promise<Uint8Array> | Uint8Array]>([
    ['TIFF', 2, () => raw.clone().tiff({ compression: 'lzw' }).toBuffer()],
    ['TIFF of tiles', 2, () => raw.clone().tiff({ tile: true, tileWidth: 16, tileHeight: 16, compression: 'deflate' }).toBuffer()],
    ['AVIF', 8, () => raw.clone().avif({ quality: 90 }).toBuffer()],
    ['HEIC', 8, () => readFile(heic)],
    ['WebP', 12, () => raw.clone().webp({ quality: 95 }).toBuffer()],
    ['GIF', 12, () => raw.clone().gif().toBuffer()],
    ['BMP of 24 bits', 2, () => bitmap(quarters(), 64, 48, { bits: 24 })],
    ['BMP of 24 bits, top down', 2, () => bitmap(quarters(), 64, 48, { bits: 24, topDown: true })],
    ['BMP of 32 bits, whose fourth byte is 0', 2, () => bitmap(quarters(), 64, 48, { bits: 32 })],
    ['BMP of 8 bits with a palette', 2, () => bitmap(quarters(), 64, 48, { bits: 8 })],
    ['BMP of 4 bits with a palette', 2, () => bitmap(quarters(), 64, 48, { bits: 4 })],
  ])('%s', async (_, tolerance, make) => {
    const bytes = await make();
    for (const options of [{ size: 8 }, { size: 8, decoding: FIRST_DECODING }, { size: 8, thumbnail: true }]) {
      const picture = await decodePicture(bytes, options);
      expect(picture).toMatchObject({ width: 64, height: 48, warning: undefined });
      expectQuarters(picture, tolerance);
    }
  });

  it('knows a format by its bytes, whatever the file is called', async () => {
    for (const name of ['avif', 'tiff'] as const)
      expectQuarters(await decodePicture(await raw.clone().toFormat(name).toBuffer(), { size: 4 }), 40);
  });
});

describe('what is wrong with a picture', () => {
  const failure = (bytes: Uint8Array): Promise<unknown> => decodePicture(bytes, { size: 8 }).catch((error: unknown) => error);

  it.each<[string, RegExp, () => Promise<Uint8Array>]>([
    ['WebP', /this WebP cannot be decoded/, () => scene(90, 70).webp().toBuffer()],
    ['PNG', /this PNG cannot be decoded/, () => scene(90, 70).png().toBuffer()],
    ['GIF', /this GIF cannot be decoded/, () => scene(90, 70).gif().toBuffer()],
    ['AVIF', /this AVIF cannot be decoded/, () => scene(90, 70).avif().toBuffer()],
    ['TIFF', /this TIFF cannot be decoded/, () => scene(90, 70).tiff().toBuffer()],
    ['BMP', /this BMP cannot be decoded/, () => Promise.resolve(bitmap(quarters(), 64, 48, { bits: 24 }))],
    ['HEIC', /this HEIC cannot be decoded/, () => readFile(heic)],
  ])('a cut off %s is refused by its name, also right after a JPEG that was damaged', async (format, reason, make) => {
    const jpeg = await scene(90, 70).jpeg().toBuffer();
    const whole = await make();
    expect(await failure(jpeg.subarray(0, 700))).toMatchObject({ code: 'BAD_IMAGE' });
    const error = await failure(whole.subarray(0, Math.floor(whole.length * 0.4)));
    expect(error).toMatchObject({ code: 'BAD_IMAGE', message: expect.stringMatching(reason) as unknown });
    expect((error as Error).message).not.toMatch(format === 'TIFF' ? /VipsJpeg/ : /VipsJpeg|tiff/);
  });

  it.each([
    ['an SVG drawing', '<?xml version="1.0"?>\n<!-- a comment -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a PDF', '%PDF-1.7'],
    ['a web page', '<!DOCTYPE html><html></html>'],
    ['a JPEG 2000 picture', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['a JPEG XL picture', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['a Photoshop file', '8BPS\0\x01'],
    ['a film', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
  ])('%s is refused by its name', async (name, start) => {
    expect(await failure(Buffer.from(start, 'latin1'))).toMatchObject({
      code: 'BAD_IMAGE',
      message: expect.stringContaining(`(it is ${name})`) as unknown,
    });
  });
});

describe('a JPEG whose end is missing', () => {
  const kinds: readonly (readonly [string, (width: number, height: number) => Promise<Buffer>])[] = [
    ['baseline', (width, height) => scene(width, height).jpeg({ quality: 90 }).toBuffer()],
    ['grey', (width, height) => scene(width, height).greyscale().jpeg({ quality: 90 }).toBuffer()],
    [
      'large',
      (width, height) =>
        scene(8 * width, 8 * height)
          .jpeg({ quality: 60 })
          .toBuffer(),
    ],
  ];
  it.each(kinds)('%s: all is there without its last two bytes, and said', async (_, make) => {
    const whole = await make(160, 120);
    for (const decoding of [FIRST_DECODING, undefined]) {
      const options = { size: 32, ...(decoding ? { decoding } : {}) };
      const [cut, full] = [
        await decodePicture(whole.subarray(0, -2), options),
        await decodePicture(whole, { ...options, decoding: FIRST_DECODING }),
      ];
      expect(cut.pixels).toEqual(full.pixels);
      expect([full.warning, cut.warning]).toEqual([
        undefined,
        { code: 'PICTURE_CUT_OFF', message: 'the end of this JPEG is missing, but all of its rows are there' },
      ]);
    }
  });

  it.each(kinds)('%s: up to half of the rows may be lost; how many is said', async (_, make) => {
    const whole = await make(160, 160);
    const said: number[] = [];
    for (const tenths of [9, 8, 7, 6, 5, 4, 3, 2, 1]) {
      const cut = whole.subarray(0, Math.floor((whole.length * tenths) / 10));
      const picture = await decodePicture(cut, { size: 40 }).catch((error: unknown) => error as Error);
      const lost = Number(/(\d+) % of its rows/.exec('pixels' in picture ? (picture.warning?.message ?? '') : picture.message)?.[1]);
      said.push(lost);
      if ('pixels' in picture) expect(lost).toBeLessThanOrEqual(50);
      else
        expect(picture).toMatchObject({
          code: 'BAD_IMAGE',
          message: expect.stringMatching(/cannot be decoded: this JPEG is cut off/) as unknown,
        });
    }
    expect(said).toEqual([...said].sort((a, b) => a - b));
    expect(said[0]).toBeLessThan(25);
    expect(said.at(-1)).toBeGreaterThan(75);
  });

  it('a progressive one is there as a whole, only coarser', async () => {
    const whole = await scene(160, 160).jpeg({ progressive: true }).toBuffer();
    const full = await decodePicture(whole, { size: 20 });
    const cut = await decodePicture(whole.subarray(0, Math.floor(whole.length * 0.8)), { size: 20 });
    expect(cut.warning?.message).toMatch(/all of its rows are there/);
    const mean = cut.pixels.reduce((sum, value, at) => sum + Math.abs(value - full.pixels[at]!), 0) / cut.pixels.length;
    expect(mean).toBeLessThan(8);
  });
});

describe('the photos of telephones', () => {
  it.each([
    [8000, 6000],
    [12_000, 9000],
  ])('%i x %i pixels are shrunk while they are decoded, in little memory', async (width, height) => {
    const file = await sharp({ create: { width, height, channels: 3, background: '#448844' } })
      .jpeg()
      .toBuffer();
    const before = process.memoryUsage().rss;
    const picture = await decodePicture(file, { size: 96 });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    expect(picture).toMatchObject({ width, height, warning: undefined });
    [0x44, 0x88, 0x44].forEach((value, channel) => expect(Math.abs(picture.pixels[channel]! - value)).toBeLessThanOrEqual(2));
    await expect(decodePicture(file, { size: 96, maxPixels: 500_000 })).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      details: { width, height, maxPixels: 500_000 },
    });
  });

  it('a large bitmap is refused by its header', async () => {
    const file = bitmap(quarters(), 64, 48, { bits: 24 });
    file.writeInt32LE(30_000, 18);
    file.writeInt32LE(30_000, 22);
    await expect(decodePicture(file, { size: 8 })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  it('refuses a JPEG of a multitude of scans before it is decoded', async () => {
    const file = await scene(64, 48).jpeg({ progressive: true }).toBuffer();
    const scan = Buffer.from('ffda0008010100013f00ff00', 'hex');
    const long = Buffer.concat([file.subarray(0, -2), ...Array<Buffer>(150).fill(scan), file.subarray(-2)]);
    await expect(openPicture(long, 16, 1_000_000)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    await expect(openPicture(file, 16, 1_000_000)).resolves.toMatchObject({ width: 64, height: 48 });
  });
});
