import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-image.js';
import { FIRST_DECODING } from './decoding.js';
import { readHeifColour } from './heif-colour.js';

const PLAIN = await readFile(new URL('../../test/fixtures/quarters.heic', import.meta.url));

/** `quarters.heic` with other words about its colours: its `colr` box is replaced, the boxes around it and the place of the coded picture are put right. */
function withColour(content: Buffer): Buffer {
  const at = PLAIN.indexOf('colr') - 4;
  const old = PLAIN.readUInt32BE(at);
  const box = Buffer.concat([Buffer.alloc(4), Buffer.from('colr'), content]);
  box.writeUInt32BE(box.length, 0);
  const more = box.length - old;
  const file = Buffer.concat([PLAIN.subarray(0, at), box, PLAIN.subarray(at + old)]);
  for (const around of ['meta', 'iprp', 'ipco']) {
    const start = file.indexOf(around) - 4;
    file.writeUInt32BE(file.readUInt32BE(start) + more, start);
  }
  const coded = PLAIN.indexOf('mdat') + 4;
  const offset = Buffer.alloc(4);
  offset.writeUInt32BE(coded);
  const inIloc = PLAIN.indexOf(offset, PLAIN.indexOf('iloc'));
  file.writeUInt32BE(coded + more, inIloc);
  return file;
}

const nclx = (primaries: number): Buffer => Buffer.from([...Buffer.from('nclx'), 0, primaries, 0, 13, 0, 6, 0x80]);

async function profile(name: string): Promise<Buffer> {
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
    .withIccProfile(name)
    .png()
    .toBuffer();
  return (await sharp(pixel).metadata()).icc!;
}

/** Linear Display P3 to linear sRGB (CSS Color 4, section 10.10), with sRGB's curve on both sides, clipped. */
function fromDisplayP3(pixels: Uint8Array): number[] {
  const matrix = [
    [1.2249401762805598, -0.22494017628055996, 0],
    [-0.04205695470968816, 1.042056954709688, 0],
    [-0.019637554590334432, -0.07863604555063188, 1.0982736001409663],
  ];
  const linear = Array.from(pixels, (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return linear.map((_, at) => {
    const first = at - (at % 3);
    const value = matrix[at % 3]!.reduce((sum, factor, channel) => sum + factor * linear[first + channel]!, 0);
    const clipped = Math.min(1, Math.max(0, value));
    return 255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055);
  });
}

const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, at) => Math.abs(value - b[at]!)).reduce((most, value) => Math.max(most, value), 0);

describe('a HEIC in Display P3 is brought to sRGB', async () => {
  const p3 = await profile('p3');
  const damaged = Buffer.concat([Buffer.from('Display P3 '), Buffer.alloc(200)]);
  // Of its own size, so that nothing is resized: every pixel has one right value.
  const options = { size: 48 };
  const plain = (await decodePicture(PLAIN, options)).pixels;

  it.each<[string, Buffer]>([
    ['its profile', Buffer.concat([Buffer.from('prof'), p3])],
    ['a restricted profile', Buffer.concat([Buffer.from('rICC'), p3])],
    ['its number', nclx(12)],
    ['a profile that is damaged, but named', Buffer.concat([Buffer.from('prof'), damaged])],
  ])('by %s', async (_, content) => {
    const file = withColour(content);
    for (const decoding of [undefined, FIRST_DECODING]) {
      const { pixels, width, height } = await decodePicture(file, decoding ? { ...options, decoding } : options);
      expect([width, height]).toEqual([64, 48]);
      expect(worst(fromDisplayP3(plain), plain)).toBeGreaterThan(10);
      expect(worst(fromDisplayP3(plain), pixels)).toBeLessThanOrEqual(2);
    }
  });

  it.each<[string, Buffer]>([
    ['sRGB by its number', nclx(1)],
    ['an sRGB profile', Buffer.concat([Buffer.from('prof'), await profile('srgb')])],
    ['a damaged profile', Buffer.concat([Buffer.from('prof'), Buffer.alloc(300, 7)])],
  ])('and one with %s stays as it is', async (_, content) => {
    expect(worst((await decodePicture(withColour(content), options)).pixels, plain)).toBeLessThanOrEqual(1);
  });
});

describe('readHeifColour', () => {
  it('reads what the boxes say', async () => {
    const icc = await profile('p3');
    expect(readHeifColour(PLAIN)).toBeUndefined();
    expect(readHeifColour(withColour(nclx(12)))).toBe('display-p3');
    expect(readHeifColour(withColour(Buffer.concat([Buffer.from('prof'), icc])))).toEqual({ icc });
  });

  it('takes boxes that make no sense', () => {
    const file = withColour(nclx(12));
    for (let end = 0; end <= file.length; end += 3) expect(() => readHeifColour(file.subarray(0, end))).not.toThrow();
    for (let at = 0; at < file.length; at++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const changed = Buffer.from(file);
        changed[at] = value;
        expect(() => readHeifColour(changed)).not.toThrow();
      }
    expect(readHeifColour(new Uint8Array())).toBeUndefined();
  });
});
