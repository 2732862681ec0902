import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { scene } from '../../test/scene.js';
import { readJpegHeader } from './jpeg-header.js';

const picture = (width = 40, height = 30): Sharp => scene(width, height);

/** A segment with its marker and length. */
function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** The file with a segment right behind its first two bytes. */
const withSegment = (file: Buffer, marker: number, body: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, 2), segment(marker, body), file.subarray(2)]);

/** EXIF whose one entry is the orientation. */
function exif(orientation: number, order: 'II' | 'MM', type = 3, directory = 8): Buffer {
  const tiff = Buffer.alloc(26);
  const little = order === 'II';
  const uint16 = (value: number, at: number): number => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const uint32 = (value: number, at: number): number => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  tiff.write(order, 0, 'latin1');
  uint16(42, 2);
  uint32(directory, 4);
  uint16(1, 8);
  uint16(0x0112, 10);
  uint16(type, 12);
  uint32(1, 14);
  uint16(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}

describe('readJpegHeader', () => {
  it('reads the size as stored and how it is coded', async () => {
    expect(readJpegHeader(await picture().jpeg().toBuffer())).toEqual({ width: 40, height: 30, progressive: false, orientation: 1 });
    const progressive = await picture(33, 70).jpeg({ progressive: true }).toBuffer();
    expect(readJpegHeader(progressive)).toEqual({ width: 33, height: 70, progressive: true, orientation: 1 });
    expect(readJpegHeader(await picture().greyscale().jpeg().toBuffer())).toMatchObject({ width: 40, height: 30 });
  });

  it.each(['II', 'MM'] as const)('reads the orientation of EXIF in byte order %s', async (order) => {
    const file = await picture().jpeg().toBuffer();
    for (let orientation = 1; orientation <= 8; orientation++)
      expect(readJpegHeader(withSegment(file, 0xe1, exif(orientation, order)))).toMatchObject({ orientation });
    expect(readJpegHeader(withSegment(file, 0xe1, exif(0, order)))).toMatchObject({ orientation: 1 });
  });

  it('takes a profile that is sRGB, and no other', async () => {
    expect(readJpegHeader(await picture().withIccProfile('srgb').jpeg().toBuffer())).toBeDefined();
    expect(readJpegHeader(await picture().withIccProfile('p3').jpeg().toBuffer())).toBeUndefined();
  });

  it('passes over comments and what applications write', async () => {
    const file = await picture().jpeg().toBuffer();
    expect(readJpegHeader(withSegment(withSegment(file, 0xfe, Buffer.from('a comment')), 0xed, Buffer.alloc(500)))).toBeDefined();
  });

  it.each<[string, (file: Buffer) => Promise<Buffer> | Buffer]>([
    ['CMYK', () => picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['12 bit', (file) => changed(file, 0xc0, (body) => (body[0] = 12))],
    ['no rows', (file) => changed(file, 0xc0, (body) => body.writeUInt16BE(0, 1))],
    ['arithmetic coding', (file) => renamed(file, 0xc0, 0xc9)],
    ['two frames', (file) => withSegment(file, 0xc0, Buffer.from([8, 0, 9, 0, 9, 1, 1, 0x11, 0]))],
    ['two sets of EXIF', (file) => withSegment(withSegment(file, 0xe1, exif(1, 'II')), 0xe1, exif(6, 'MM'))],
    ['an orientation of 9', (file) => withSegment(file, 0xe1, exif(9, 'II'))],
    ['an orientation that is no number of 16 bits', (file) => withSegment(file, 0xe1, exif(3, 'II', 4))],
    ['EXIF whose directory lies outside', (file) => withSegment(file, 0xe1, exif(3, 'II', 3, 2000))],
    ['EXIF in no byte order', (file) => withSegment(file, 0xe1, Buffer.from('Exif\0\0what is this', 'latin1'))],
    ['EXIF that ends at once', (file) => withSegment(file, 0xe1, Buffer.from('Exif\0\0II*\0', 'latin1'))],
    ['bytes between markers', (file) => Buffer.concat([file.subarray(0, 2), Buffer.from([0]), file.subarray(2)])],
    ['an end before the first scan', (file) => file.subarray(0, 60)],
    ['nothing but the first two bytes', (file) => file.subarray(0, 2)],
  ])('leaves a JPEG with %s to others', async (_, change) => {
    expect(readJpegHeader(await change(await picture().jpeg().toBuffer()))).toBeUndefined();
  });

  it('leaves a progressive JPEG of endless scans to others', async () => {
    const file = await picture().jpeg({ progressive: true }).toBuffer();
    const scan = file.subarray(file.lastIndexOf(Buffer.from([0xff, 0xda])), -2);
    expect(readJpegHeader(Buffer.concat([file.subarray(0, -2), scan, scan, file.subarray(-2)]))).toBeDefined();
    expect(readJpegHeader(Buffer.concat([file.subarray(0, -2), ...Array<Buffer>(40).fill(scan), file.subarray(-2)]))).toBeUndefined();
  });

  it('survives any byte being another', async () => {
    const file = await picture().withMetadata({ orientation: 6 }).withIccProfile('srgb').jpeg().toBuffer();
    for (let at = 0; at < Math.min(file.length, 900); at++)
      for (const value of [0x00, 0xff, file[at]! ^ 0x10]) {
        const other = Buffer.from(file);
        other[at] = value;
        expect(() => readJpegHeader(other)).not.toThrow();
      }
  });
});

function changed(file: Buffer, marker: number, change: (body: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  change(copy.subarray(copy.indexOf(Buffer.from([0xff, marker])) + 4));
  return copy;
}

function renamed(file: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.from(file);
  copy[copy.indexOf(Buffer.from([0xff, from])) + 1] = to;
  return copy;
}
