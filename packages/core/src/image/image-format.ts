/** Formats that are decoded; everything else is refused before it reaches a decoder. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff' | 'bmp' | 'heic';

/** As people write them. */
export const FORMAT_NAMES: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  avif: 'AVIF',
  tiff: 'TIFF',
  bmp: 'BMP',
  heic: 'HEIC',
};

type Signature<T> = readonly [format: T, matches: (bytes: Uint8Array) => boolean];

const SIGNATURES: readonly Signature<ImageFormat>[] = [
  ['jpeg', (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff])],
  ['png', (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
  ['gif', (bytes) => ['GIF87a', 'GIF89a'].includes(text(bytes, 0, 6))],
  ['webp', (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP'],
  // 42 behind the byte order; BigTIFF has 43.
  ['tiff', (bytes) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(text(bytes, 0, 4))],
  // The size of the header that follows tells a bitmap from text that begins with "BM".
  ['bmp', (bytes) => text(bytes, 0, 2) === 'BM' && [12, 16, 40, 52, 56, 64, 108, 124].includes(uint32(bytes, 14))],
  ['avif', (bytes) => brands(bytes).some((brand) => brand === 'avif' || brand === 'avis')],
  ['heic', (bytes) => brands(bytes).some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))],
];

/** What people take for pictures and no decoder here reads: an error names them. */
const OTHERS: readonly Signature<string>[] = [
  ['an SVG drawing', (bytes) => /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/.test(utf8Start(bytes))],
  ['a PDF', (bytes) => text(bytes, 0, 5) === '%PDF-'],
  ['a JPEG XL picture', (bytes) => startsWith(bytes, [0xff, 0x0a]) || text(bytes, 4, 8) === 'JXL '],
  ['a JPEG 2000 picture', (bytes) => text(bytes, 4, 8) === 'jP  ' || startsWith(bytes, [0xff, 0x4f, 0xff, 0x51])],
  ['a Photoshop file', (bytes) => text(bytes, 0, 4) === '8BPS'],
  ['a film', (bytes) => brands(bytes).length > 0 || startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])],
  ['a web page', (bytes) => /^\s*<(!doctype html|html)/i.test(utf8Start(bytes))],
];

/** What the first bytes say, whatever a file is called; undefined for anything that is not decoded here (SVG, PDF, text ...). */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
  return SIGNATURES.find(([, matches]) => matches(bytes))?.[0];
}

/** What a file is that is no picture to be decoded here, for a message: "a PDF", or how it begins. */
export function describeOther(bytes: Uint8Array): string {
  const known = OTHERS.find(([, matches]) => matches(bytes))?.[0];
  if (known !== undefined) return `it is ${known}`;
  const start = Buffer.from(bytes.subarray(0, 12));
  const printed = start.toString('latin1');
  return `it begins with ${/^[\x20-\x7e]+$/.test(printed) ? JSON.stringify(printed) : `bytes ${start.toString('hex')}`}`;
}

/** Of the first box of an ISO base media file (HEIC, AVIF, films): its major brand and the compatible ones. */
function brands(bytes: Uint8Array): readonly string[] {
  if (text(bytes, 4, 8) !== 'ftyp') return [];
  const end = Math.min(bytes.length, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 256);
  const found = [text(bytes, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(text(bytes, at, at + 4));
  // What the file mainly is comes first: a HEIC and an AVIF both list `mif1`.
  return found;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return bytes.length >= prefix.length && prefix.every((value, i) => bytes[i] === value);
}

function text(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}

function utf8Start(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 1024)).toString('utf8');
}

function uint32(bytes: Uint8Array, at: number): number {
  return bytes.length < at + 4 ? -1 : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(at);
}
