import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { hugePng } from '../../test/huge-png.js';
import { decodeImage, decodePicture } from './decode-image.js';
import { DECODING, FIRST_DECODING } from './decoding.js';

const golden = new URL('../../test/fixtures/golden.jpg', import.meta.url);

/** First two rows of `golden.jpg` at 8 px, written down once: training and serving must go on seeing exactly this. */
const GOLDEN_ROWS = [
  59, 82, 101, 63, 90, 106, 71, 97, 108, 85, 100, 106, 95, 106, 106, 103, 111, 108, 112, 117, 110, 121, 123, 111, 69, 91, 105, 107, 83, 86,
  122, 83, 81, 100, 106, 105, 105, 114, 110, 116, 119, 110, 124, 126, 111, 133, 132, 113,
];

/** The same of the second way: other pixels, because libvips averages a picture before the last step of its resize. */
const GOLDEN_ROWS_TODAY = [
  59, 83, 100, 61, 91, 105, 69, 98, 108, 84, 100, 105, 94, 106, 105, 102, 112, 107, 111, 117, 108, 120, 123, 109, 69, 91, 103, 110, 82, 82,
  123, 82, 78, 100, 107, 104, 104, 115, 109, 115, 119, 108, 122, 125, 110, 132, 131, 112,
];

async function failure(bytes: Uint8Array): Promise<unknown> {
  return decodeImage(bytes, { size: 8 }).then(
    () => 'decoded',
    (error: unknown) => error,
  );
}

/** Halves of two colours, so that turning and mirroring show. */
async function halves(width: number, height: number): Promise<Sharp> {
  const left = await sharp({ create: { width: width / 2, height, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  return sharp({ create: { width, height, channels: 3, background: '#0000ff' } }).composite([{ input: left, left: 0, top: 0 }]);
}

it.each([
  ['the first way', FIRST_DECODING, GOLDEN_ROWS],
  ["today's way", DECODING, GOLDEN_ROWS_TODAY],
])('gives the golden pixels of %s, to 2 levels', async (_, decoding, rows) => {
  const pixels = await decodeImage(await readFile(golden), { size: 8, decoding });
  expect(pixels).toHaveLength(8 * 8 * 3);
  rows.forEach((value, i) => {
    expect(Math.abs(pixels[i]! - value)).toBeLessThanOrEqual(2);
  });
});

it('gives the same pixels for a path, for bytes, and for bytes that are a part of larger memory', async () => {
  const bytes = await readFile(golden);
  const larger = Buffer.concat([Buffer.alloc(100_000), bytes, Buffer.alloc(50_000)]);
  for (const decoding of [FIRST_DECODING, DECODING]) {
    const wanted = await decodePicture(bytes, { size: 24, decoding });
    expect(wanted).toMatchObject({ width: 120, height: 90, warning: undefined });
    expect(await decodePicture(fileURLToPath(golden), { size: 24, decoding })).toEqual(wanted);
    expect(await decodePicture(larger.subarray(100_000, 100_000 + bytes.length), { size: 24, decoding })).toEqual(wanted);
  }
});

it("hands on the system's code of a file that cannot be read", async () => {
  for (const decoding of [FIRST_DECODING, DECODING])
    await expect(decodeImage(`${fileURLToPath(golden)}.none`, { size: 8, decoding })).rejects.toMatchObject({ code: 'ENOENT' });
});

it('agrees with averaging the centre square by hand', async () => {
  const size = 6;
  const { data, info } = await sharp(await readFile(golden))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const side = Math.min(info.width, info.height);
  const left = (info.width - side) / 2;
  const cell = side / size;
  const pixels = await decodeImage(await readFile(golden), { size });
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let v = 0; v < cell; v++)
          for (let u = 0; u < cell; u++) sum += data[((y * cell + v) * info.width + left + x * cell + u) * 3 + c]!;
        // Lanczos sharpens edges, so cells on an edge differ from the plain average.
        expect(Math.abs(pixels[(y * size + x) * 3 + c]! - sum / cell ** 2)).toBeLessThan(24);
      }
});

it('turns the picture as its EXIF orientation says', async () => {
  const turned = await (
    await halves(64, 64)
  )
    .jpeg()
    .withExif({ IFD0: { Orientation: '6' } })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  const pixels = await decodeImage(turned, { size: 8 });
  // Orientation 6 shows the file turned by 90° clockwise: its left half comes to the top.
  expect(pixels[0]).toBeGreaterThan(200);
  expect(pixels[7 * 3]).toBeGreaterThan(200);
  expect(pixels[7 * 8 * 3 + 2]).toBeGreaterThan(200);
});

it('turns and mirrors as each of the eight EXIF orientations says', async () => {
  // Red, green / blue, white: where the first two of these come to lie, for orientations 1 to 8.
  const [red, green, blue, white] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 255],
  ] as const;
  const upper = Buffer.concat([Buffer.alloc(16 * 3, Buffer.from(red)), Buffer.alloc(16 * 3, Buffer.from(green))]);
  const lower = Buffer.concat([Buffer.alloc(16 * 3, Buffer.from(blue)), Buffer.alloc(16 * 3, Buffer.from(white))]);
  const quarters = Buffer.concat([...Array<Buffer>(16).fill(upper), ...Array<Buffer>(16).fill(lower)]);
  const expected = [
    [red, green],
    [green, red],
    [white, blue],
    [blue, white],
    [red, blue],
    [blue, red],
    [white, green],
    [green, white],
  ];
  for (const [index, row] of expected.entries()) {
    const file = await sharp(quarters, { raw: { width: 32, height: 32, channels: 3 } })
      .withMetadata({ orientation: index + 1 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const first = await decodeImage(file, { size: 2, decoding: FIRST_DECODING });
    // Four times four, of which the upper corners count: true Lanczos of a picture this small reaches over into the other quarters.
    const today = await decodeImage(file, { size: 4 });
    const corners = [...today.subarray(0, 3), ...today.subarray(9, 12)];
    row.flat().forEach((value, i) => {
      expect(Math.abs(first[i]! - value), `orientation ${index + 1}`).toBeLessThan(40);
      expect(Math.abs(corners[i]! - value), `orientation ${index + 1}`).toBeLessThan(40);
    });
  }
});

it('keeps the levels of 16-bit pictures and lays half-transparent ones on black', async () => {
  const raw = { width: 16, height: 16 };
  const deep = sharp(new Uint16Array(16 * 16 * 4).fill(0x8080), { raw: { ...raw, channels: 4 } });
  const deepPixels = await decodeImage(await deep.toColourspace('rgb16').png().toBuffer(), { size: 4 });
  expect(Math.abs(deepPixels[0]! - 0x80 * (0x80 / 255))).toBeLessThanOrEqual(1);
  const grey = sharp(new Uint16Array(16 * 16).fill(0x4040), { raw: { ...raw, channels: 1 } });
  expect((await decodeImage(await grey.toColourspace('grey16').png().toBuffer(), { size: 4 }))[0]).toBe(0x40);
  const veil = sharp({ create: { ...raw, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } } });
  for (const palette of [false, true]) {
    const pixels = await decodeImage(await veil.png({ palette }).toBuffer(), { size: 4 });
    [100, 50, 25].forEach((value, i) => {
      expect(Math.abs(pixels[i]! - value)).toBeLessThanOrEqual(1);
    });
  }
});

it('decodes only the middle of a long strip, turned or not, in little memory', async () => {
  const strip = sharp({ create: { width: 60_000, height: 1, channels: 3, background: '#204060' } }).composite([
    { input: { create: { width: 20_000, height: 1, channels: 3, background: '#f08000' } }, left: 20_000, top: 0 },
  ]);
  for (const orientation of [1, 6]) {
    const file = await strip.clone().withMetadata({ orientation }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const before = process.memoryUsage.rss();
    const pixels = await decodeImage(file, { size: 224 });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
    [240, 128, 0].forEach((value, i) => {
      expect(Math.abs(pixels[i]! - value)).toBeLessThan(6);
    });
  }
});

it('cuts the same middle out of a strip as out of the picture around it', async () => {
  const side = 32;
  const noise = await sharp({
    create: { width: 5 * side, height: side, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .png()
    .toBuffer();
  const square = await sharp(noise)
    .extract({ left: 2 * side, top: 0, width: side, height: side })
    .png()
    .toBuffer();
  expect(await decodeImage(noise, { size: side })).toEqual(await decodeImage(square, { size: side }));
});

it('reads CMYK, grey, 16-bit, transparent, animated and WebP pictures as sRGB', async () => {
  const red = (await halves(32, 32)).clone();
  const flat = await red.png().toBuffer();
  const cmyk = await sharp(flat).toColourspace('cmyk').jpeg().toBuffer();
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
  const cmykPixels = await decodeImage(cmyk, { size: 8 });
  expect(cmykPixels[0]).toBeGreaterThan(cmykPixels[2]! + 80);
  const grey = await sharp(flat).greyscale().jpeg().toBuffer();
  const greyPixels = await decodeImage(grey, { size: 8 });
  expect(greyPixels).toHaveLength(192);
  expect(new Set(greyPixels.subarray(0, 3)).size).toBe(1);
  const deep = await sharp(flat).toColourspace('rgb16').png().toBuffer();
  expect((await sharp(deep).metadata()).depth).toBe('ushort');
  expect((await decodeImage(deep, { size: 8 }))[0]).toBeGreaterThan(250);
  const clear = await sharp({ create: { width: 16, height: 16, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } } })
    .png()
    .toBuffer();
  expect(Math.max(...(await decodeImage(clear, { size: 8 })))).toBe(0);
  const webp = await sharp(flat).webp().toBuffer();
  expect((await decodeImage(webp, { size: 8 }))[0]).toBeGreaterThan(220);
});

it('takes the first frame of an animated GIF', async () => {
  const frames = Buffer.concat([
    Buffer.alloc(16 * 16 * 3, Buffer.from([250, 10, 10])),
    Buffer.alloc(16 * 16 * 3, Buffer.from([10, 10, 250])),
  ]);
  const gif = await sharp(frames, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } })
    .gif({ delay: [100, 100] })
    .toBuffer();
  expect((await sharp(gif).metadata()).pages).toBe(2);
  const pixels = await decodeImage(gif, { size: 8 });
  expect(pixels[0]).toBeGreaterThan(200);
  expect(pixels[2]).toBeLessThan(60);
});

it.each([
  ['an empty file', new Uint8Array(0), /empty \(0 bytes\)/],
  ['text', Buffer.from('hello, I am a text file named .jpg'), /begins with "hello, I am "/],
  [
    'an SVG',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    /not a JPEG, .* BMP or HEIC \(it is an SVG drawing\)/,
  ],
  ['a PDF', Buffer.from('%PDF-1.7\n'), /not a JPEG, .* \(it is a PDF\)/],
  ['a JPEG of which only the start is there', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), /cannot be decoded/],
])('refuses %s with the reason', async (_, bytes, reason) => {
  expect(await failure(bytes)).toMatchObject({ code: 'BAD_IMAGE', message: expect.stringMatching(reason) as unknown });
});

it('refuses a JPEG that is cut off in the middle', async () => {
  const whole = await (await halves(256, 256)).jpeg().toBuffer();
  expect(await failure(whole.subarray(0, Math.floor(whole.length / 2)))).toMatchObject({ code: 'BAD_IMAGE' });
});

it('reads a JPEG that has other bytes behind its end, as phones write them', async () => {
  const whole = await (await halves(64, 64)).jpeg().toBuffer();
  const longer = Buffer.concat([whole, Buffer.from('a short film, say')]);
  expect(await decodeImage(longer, { size: 8 })).toEqual(await decodeImage(whole, { size: 8 }));
});

it.each(['png', 'webp', 'gif'] as const)('refuses a %s that is cut off in the middle', async (format) => {
  const whole = await (await halves(256, 256)).toFormat(format).toBuffer();
  expect(await failure(whole.subarray(0, Math.floor(whole.length / 2)))).toMatchObject({ code: 'BAD_IMAGE' });
});

it('refuses a PNG whose data is damaged', async () => {
  const whole = Buffer.from(
    await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
      .png()
      .toBuffer(),
  );
  whole.fill(0, 200, 600);
  expect(await failure(whole)).toMatchObject({ code: 'BAD_IMAGE' });
});

it('refuses 20,000 x 20,000 pixels before decoding them', async () => {
  const bomb = hugePng(20_000);
  expect(bomb.length).toBeLessThan(2_000_000);
  const before = process.memoryUsage.rss();
  expect(await failure(bomb)).toMatchObject({ code: 'IMAGE_TOO_LARGE', details: { width: 20_000, height: 20_000 } });
  expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
});
