import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { decodeImage } from './decode-image.js';

const SIDE = 16;

/** Samples of 16 bits, [16, 16, channels]. Pictures are decoded at their own size, so that every pixel has one right value. */
function samples(channels: number, seed = channels): Uint16Array {
  const rng = createRng(seed, 'samples');
  return Uint16Array.from({ length: SIDE * SIDE * channels }, () => rng.integer(0x10000));
}

function picture(values: Uint16Array, bits: 8 | 16): Sharp {
  const channels = (values.length / SIDE ** 2) as 1 | 2 | 3 | 4;
  const raw = { width: SIDE, height: SIDE, channels };
  if (bits === 8)
    return sharp(
      Uint8Array.from(values, (value) => value >> 8),
      { raw },
    ).toColourspace(channels < 3 ? 'b-w' : 'srgb');
  return sharp(values, { raw }).toColourspace(channels < 3 ? 'grey16' : 'rgb16');
}

/** float64 [16, 16, 3]: grey spread to three channels, laid on black by alpha. */
function laidOnBlack(values: Uint16Array, bits: 8 | 16): number[] {
  const channels = values.length / SIDE ** 2;
  const level = (at: number): number => (bits === 8 ? values[at]! >> 8 : values[at]! / 257);
  return Array.from({ length: SIDE * SIDE * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3) * channels;
    const alpha = channels % 2 === 0 ? level(pixel + channels - 1) / 255 : 1;
    return alpha * level(pixel + (channels < 3 ? 0 : at % 3));
  });
}

function expectPixels(pixels: Uint8Array, wanted: readonly number[], tolerance: number): void {
  expect(pixels).toHaveLength(wanted.length);
  const worst = Math.max(...wanted.map((value, at) => Math.abs(value - pixels[at]!)));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('depth and alpha', () => {
  const kinds = [
    [1, 'grey'],
    [2, 'grey with alpha'],
    [3, 'RGB'],
    [4, 'RGB with alpha'],
  ] as const;
  for (const [channels, name] of kinds)
    for (const bits of [8, 16] as const)
      it(`${bits}-bit ${name} PNG`, async () => {
        const values = samples(channels);
        const file = await picture(values, bits).png().toBuffer();
        expect(await sharp(file).metadata()).toMatchObject({ channels, depth: bits === 8 ? 'uchar' : 'ushort' });
        expectPixels(await decodeImage(file, { size: SIDE }), laidOnBlack(values, bits), 1.5);
      });

  it('WebP with alpha', async () => {
    const values = samples(4);
    const file = await picture(values, 8).webp({ lossless: true, exact: true }).toBuffer();
    expectPixels(await decodeImage(file, { size: SIDE }), laidOnBlack(values, 8), 1.5);
  });

  it('shows nothing of the colour below full transparency, not even resized', async () => {
    const raw = { width: SIDE, height: SIDE, channels: 4 } as const;
    const check = Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, at) => {
      const [x, y] = [Math.floor(at / 4) % SIDE, Math.floor(at / 4 / SIDE)];
      return ((x + y) % 2 === 0 ? [200, 0, 0, 255] : [0, 255, 0, 0])[at % 4]!;
    });
    const file = await sharp(check, { raw }).png().toBuffer();
    expectPixels(
      await decodeImage(file, { size: SIDE / 4 }),
      Array.from({ length: 48 }, (_, at) => (at % 3 === 0 ? 100 : 0)),
      2,
    );
  });

  it('palettes, with a transparent colour and interlaced', async () => {
    const colours = [
      [255, 0, 0, 255],
      [0, 0, 255, 255],
      [0, 255, 0, 0],
      [240, 240, 240, 255],
    ];
    const rng = createRng(0, 'palette');
    const choice = Array.from({ length: SIDE * SIDE }, () => colours[rng.integer(4)]!);
    const file = await sharp(Uint8Array.from(choice.flat()), { raw: { width: SIDE, height: SIDE, channels: 4 } })
      .png({ palette: true, dither: 0, progressive: true })
      .toBuffer();
    expect(await sharp(file).metadata()).toMatchObject({ isPalette: true, isProgressive: true });
    const wanted = choice.flatMap(([r, g, b, alpha]) => (alpha === 0 ? [0, 0, 0] : [r!, g!, b!]));
    expectPixels(await decodeImage(file, { size: SIDE }), wanted, 2);
  });
});

describe('colour', () => {
  it('CMYK is not turned around: ink is dark, paper white, and colours come back', async () => {
    const flat = ([r, g, b]: readonly [number, number, number]): Promise<Buffer> =>
      sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: { r, g, b } } })
        .toColourspace('cmyk')
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
    for (const colour of [
      [255, 255, 255],
      [0, 0, 0],
      [128, 128, 128],
      [180, 90, 60],
      [60, 120, 80],
      [70, 80, 140],
    ] as const) {
      const file = await flat(colour);
      expect(await sharp(file).metadata()).toMatchObject({ space: 'cmyk', channels: 4 });
      // There and back through a printer's gamut; turned around, white would come out black.
      expectPixels(await decodeImage(file, { size: 2 }), [...colour, ...colour, ...colour, ...colour], 40);
    }
  });

  it('a Display P3 picture is brought to sRGB by its profile', async () => {
    const p3 = [120, 180, 90] as const;
    const file = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: { r: p3[0], g: p3[1], b: p3[2] } } })
      .png()
      .toBuffer()
      // The numbers stay, only the profile is written beside them.
      .then((plain) => sharp(plain).pipelineColourspace('srgb').keepIccProfile().withIccProfile('p3').png().toBuffer());
    const shown = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
    // Linear Display P3 to linear sRGB (CSS Color 4, section 10.10), with sRGB's transfer curve on both sides.
    const toSrgb = [
      [1.2249401762805598, -0.22494017628055996, 0],
      [-0.04205695470968816, 1.042056954709688, 0],
      [-0.019637554590334432, -0.07863604555063188, 1.0982736001409663],
    ];
    const linear = [...shown.subarray(0, 3)].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    const wanted = toSrgb.map((row) => {
      const value = row.reduce((sum, factor, at) => sum + factor * linear[at]!, 0);
      return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
    });
    expect(Math.max(...wanted.map((value, at) => Math.abs(value - shown[at]!)))).toBeGreaterThan(5);
    expectPixels(await decodeImage(file, { size: 1 }), wanted, 2);
  });
});

describe('animation', () => {
  it.each(['gif', 'webp'] as const)('the first frame of a %s, laid on black where it is transparent', async (format) => {
    const frame = (r: number, g: number, b: number): number[] =>
      Array.from({ length: SIDE * SIDE }, (_, at) => (at % SIDE < SIDE / 2 ? [r, g, b, 255] : [0, 0, 0, 0])).flat();
    const frames = Uint8Array.from([...frame(240, 20, 10), ...frame(10, 20, 240), ...frame(10, 240, 20)]);
    const file = await sharp(frames, { raw: { width: SIDE, height: 3 * SIDE, channels: 4, pageHeight: SIDE } })
      .toFormat(format, { lossless: true, delay: [90, 90, 90] })
      .toBuffer();
    expect((await sharp(file).metadata()).pages).toBe(3);
    const wanted = Array.from({ length: SIDE * SIDE }, (_, at) => (at % SIDE < SIDE / 2 ? [240, 20, 10] : [0, 0, 0])).flat();
    expectPixels(await decodeImage(file, { size: SIDE }), wanted, 2);
  });
});

describe('orientation', () => {
  it.each(['png', 'webp'] as const)('EXIF counts in a %s too', async (format) => {
    const values = samples(3);
    const file = await picture(values, 8).withMetadata({ orientation: 6 }).toFormat(format, { lossless: true }).toBuffer();
    expect((await sharp(file).metadata()).orientation).toBe(6);
    const plain = laidOnBlack(values, 8);
    // A quarter turn clockwise: row y, column x comes from row 15 - x, column y.
    const wanted = plain.map((_, at) => {
      const [y, x, channel] = [Math.floor(at / 3 / SIDE), Math.floor(at / 3) % SIDE, at % 3];
      return plain[((SIDE - 1 - x) * SIDE + y) * 3 + channel]!;
    });
    expectPixels(await decodeImage(file, { size: SIDE }), wanted, 0);
  });
});

describe('thumbnail', () => {
  it('squeezes the whole picture where otherwise the centre is cut out', async () => {
    const third = (background: string): { input: { create: { width: number; height: number; channels: 3; background: string } } } => ({
      input: { create: { width: 20, height: 20, channels: 3, background } },
    });
    const flag = await sharp({ create: { width: 60, height: 20, channels: 3, background: '#ffffff' } })
      .composite([
        { ...third('#ff0000'), left: 0, top: 0 },
        { ...third('#0000ff'), left: 40, top: 0 },
      ])
      .png()
      .toBuffer();
    const spread = (colours: readonly (readonly number[])[], across: number): number[] =>
      Array.from({ length: 9 * colours.length * across }, (_, at) => colours[Math.floor(at / across) % colours.length]!).flat();
    // Lanczos rings beside an edge.
    const tolerance = 30;
    expectPixels(await decodeImage(flag, { size: 9 }), spread([[255, 255, 255]], 9), tolerance);
    const thirds = [
      [255, 0, 0],
      [255, 255, 255],
      [0, 0, 255],
    ];
    expectPixels(await decodeImage(flag, { size: 9, thumbnail: true }), spread(thirds, 3), tolerance);
  });
});
