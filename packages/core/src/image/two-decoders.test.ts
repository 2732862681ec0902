import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lanczosSquare } from '../../test/lanczos.js';
import { scene } from '../../test/scene.js';
import { centreSquare } from './centre-square.js';
import { decodeImage } from './decode-image.js';
import { createJpegDecoder } from './decode-jpeg.js';
import { FIRST_DECODING } from './decoding.js';
import { readJpegHeader } from './jpeg-header.js';

const decode = createJpegDecoder();
const OPTIONS = { thumbnail: false, maxPixels: 1e9 };

/** Peak signal to noise, decibels. */
function psnr(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (Math.min(255, Math.max(0, one[at]!)) - other[at]!) ** 2;
  return 10 * Math.log10((255 * 255 * one.length) / sum);
}

const KINDS: readonly (readonly [name: string, make: (width: number, height: number) => Promise<Buffer>])[] = [
  ['4:2:0', (width, height) => scene(width, height).jpeg({ quality: 88 }).toBuffer()],
  ['4:4:4', (width, height) => scene(width, height).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['progressive', (width, height) => scene(width, height).jpeg({ quality: 88, progressive: true }).toBuffer()],
  ['grey', (width, height) => scene(width, height).greyscale().jpeg().toBuffer()],
  ['of low quality', (width, height) => scene(width, height).jpeg({ quality: 40 }).toBuffer()],
  ['with an sRGB profile', (width, height) => scene(width, height).withIccProfile('srgb').jpeg({ quality: 88 }).toBuffer()],
];

describe.each(KINDS)('a JPEG %s', (_, make) => {
  it.each([
    [107, 80, 40],
    [80, 107, 32],
    [48, 75, 64],
  ])('of %i x %i pixels to %i: Lanczos in float64 of the decoded picture, and what sharp makes of it', async (width, height, size) => {
    const file = await make(width, height);
    const pixels = decode(file, readJpegHeader(file)!, { ...OPTIONS, size })!;
    const full = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const values = Array.from({ length: width * height * 3 }, (__, at) => full.data[full.info.channels === 3 ? at : Math.floor(at / 3)]!);
    const { across, down } = centreSquare({ width, height, orientation: 1 }, size, false);
    const exact = lanczosSquare({ width, height, values }, [down.resized, across.resized], [down.offset, across.offset], size);
    expect(psnr(exact, pixels)).toBeGreaterThan(44);
    // libvips enlarges in its own way.
    const enlarged = Math.min(width, height) < size;
    expect(psnr(await decodeImage(file, { size, decoding: FIRST_DECODING }), pixels)).toBeGreaterThan(enlarged ? 30 : 38);
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])('both turn a picture alike, of orientation %i', async (orientation) => {
  const file = await scene(150, 101).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
  const header = readJpegHeader(file);
  expect(header).toMatchObject({ orientation });
  const pixels = decode(file, header!, { ...OPTIONS, size: 48 })!;
  expect(psnr(await decodeImage(file, { size: 48, decoding: FIRST_DECODING }), pixels)).toBeGreaterThan(38);
});

it('leaves to sharp what is shrunk while it is decoded, strips, and what libjpeg-turbo has to warn of', async () => {
  const turned = async (width: number, height: number, bytes?: (file: Buffer) => Buffer): Promise<unknown> => {
    const file = await scene(width, height).jpeg().toBuffer();
    return decode(bytes?.(file) ?? file, readJpegHeader(file)!, { ...OPTIONS, size: 32 });
  };
  expect(await turned(1600, 1200)).toBeUndefined();
  expect(await turned(401, 100)).toBeUndefined();
  expect(await turned(120, 100, (file) => file.subarray(0, -2))).toBeUndefined();
  expect(await turned(120, 100)).toBeDefined();
});
