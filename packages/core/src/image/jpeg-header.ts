import { hasMoreScansThan } from './jpeg-scans.js';

/** What the header of a JPEG says. */
export interface JpegHeader {
  /** As stored, pixels. */
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  /** EXIF, 1 to 8. */
  readonly orientation: number;
}

/** Markers of SOI's followers whose segments tell nothing about the pixels: tables, comments, restart interval. */
const TABLES: ReadonlySet<number> = new Set([0xc4, 0xdb, 0xdd, 0xfe]);
const SIZES = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' } as const;

/** With more of them a picture is for the decoder that can be stopped. */
const MOST_SCANS = 30;

/** Reads the header of a JPEG of the usual kind: 8 bit, grey or three colours, Huffman coding, sRGB. Strict on purpose: of a file whose markers do not follow
 * each other exactly, another decoder may see other things.
 * @returns undefined for any other kind (CMYK, 12 bit, arithmetic coding, another colour space, damaged). */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < 4 || file.readUInt16BE(0) !== 0xffd8) return undefined;
  let frame: Omit<JpegHeader, 'orientation'> | undefined;
  let orientation: number | undefined;
  let profiles = 0;
  let at = 2;
  while (at + 4 <= file.length) {
    if (file[at] !== 0xff) return undefined;
    const marker = file[at + 1]!;
    const length = file.readUInt16BE(at + 2);
    if (length < 2 || at + 2 + length > file.length) return undefined;
    const segment = file.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker === 0xda) return frame && !hasMoreScansThan(file, MOST_SCANS) ? { ...frame, orientation: orientation ?? 1 } : undefined;
    if (marker in SIZES) {
      if (frame) return undefined;
      frame = readFrame(segment, marker === 0xc2);
      if (!frame) return undefined;
    } else if (marker === 0xe1 && segment.toString('latin1', 0, 6) === 'Exif\0\0') {
      if (orientation !== undefined) return undefined;
      orientation = readOrientation(segment.subarray(6));
      if (orientation === undefined) return undefined;
    } else if (marker === 0xe2 && segment.toString('latin1', 0, 12) === 'ICC_PROFILE\0') {
      if (++profiles > 1 || !isSrgb(segment)) return undefined;
    } else if (!TABLES.has(marker) && (marker & 0xf0) !== 0xe0) return undefined;
  }
  return undefined;
}

/** Start of frame: 8 bit, a size, one or three components. */
function readFrame(segment: Buffer, progressive: boolean): Omit<JpegHeader, 'orientation'> | undefined {
  if (segment.length < 6 || segment[0] !== 8 || (segment[5] !== 1 && segment[5] !== 3)) return undefined;
  const [height, width] = [segment.readUInt16BE(1), segment.readUInt16BE(3)];
  return width > 0 && height > 0 ? { width, height, progressive } : undefined;
}

/** Tag 0x0112 of the first directory. @returns 1 where there is none or it says nothing; undefined where the directory is damaged. */
function readOrientation(tiff: Buffer): number | undefined {
  const order = tiff.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') return undefined;
  const little = order === 'II*\0';
  const uint16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  if (tiff.length < 8) return undefined;
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  const entries = uint16(directory);
  if (directory + 2 + entries * 12 > tiff.length) return undefined;
  for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12) {
    if (uint16(entry) !== 0x0112) continue;
    const value = uint16(entry + 8);
    if (uint16(entry + 2) !== 3 || value > 8) return undefined;
    return Math.max(1, value);
  }
  return 1;
}

/** Whether the profile calls itself sRGB: then colours are what they would be without it. @param segment one of one, behind its name */
function isSrgb(segment: Buffer): boolean {
  const profile = segment.subarray(14);
  if (segment[12] !== 1 || segment[13] !== 1 || profile.length < 132 || profile.toString('latin1', 16, 20) !== 'RGB ') return false;
  const tags = Math.min(profile.readUInt32BE(128), 100);
  for (let tag = 0; tag < tags; tag++) {
    const entry = 132 + tag * 12;
    if (entry + 12 > profile.length) return false;
    if (profile.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const begin = profile.readUInt32BE(entry + 4);
    // Latin-1 in version 2, UTF-16 in version 4.
    const description = profile.toString('latin1', begin, begin + profile.readUInt32BE(entry + 8)).replaceAll('\0', '');
    return description.includes('sRGB');
  }
  return false;
}
