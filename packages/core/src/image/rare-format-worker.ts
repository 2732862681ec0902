import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { decode as decodeBmp } from 'bmp-ts';
import type Sharp from 'sharp';
import { readHeifColour, type HeifColour } from './heif-colour.js';
import { rawTiff } from './raw-tiff.js';

/** Formats that sharp's own binaries do not read. */
export type RareFormat = 'bmp' | 'heic';

/** What is asked of the thread. */
export interface RareRequest {
  /** The size alone comes before the pixels, so that a picture that is too large is never decoded. */
  readonly task: 'measure' | 'decode';
  readonly format: RareFormat;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Width, height and, of a decoded picture, its pixels: uint8 [height, width, 4] RGBA, or, where their colours are not those of sRGB, a TIFF of them with their profile;
 * or what is wrong with it. */
export type RareReply =
  | { readonly width: number; readonly height: number; readonly data?: Uint8Array<ArrayBuffer>; readonly form?: 'rgba' | 'tiff' }
  | { readonly reason: string };

interface Heif {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly width: number; readonly height: number; readonly data: Uint8ClampedArray<ArrayBuffer> }>;
}

/** What we use of heic-decode: libheif in WebAssembly, loaded with the first HEIC. */
type HeicDecode = { all(options: { readonly buffer: Uint8Array }): Promise<readonly Heif[] & { dispose(): void }> };

const BMP_SIZE_AT = 18;

parentPort?.on('message', (request: RareRequest) => {
  void answer(request).then((reply) => {
    parentPort?.postMessage(reply, 'data' in reply ? [reply.data.buffer] : []);
  });
});

async function answer({ task, format, bytes }: RareRequest): Promise<RareReply> {
  try {
    return await (format === 'bmp' ? bmp(task, Buffer.from(bytes.buffer)) : heic(task, bytes));
  } catch (error) {
    return { reason: `cannot be decoded: ${error instanceof Error ? error.message : String(error)}; the file is damaged or incomplete` };
  }
}

function bmp(task: RareRequest['task'], file: Buffer): RareReply {
  const old = file.readUInt32LE(14) === 12;
  const width = old ? file.readUInt16LE(BMP_SIZE_AT) : file.readInt32LE(BMP_SIZE_AT);
  const height = Math.abs(old ? file.readInt16LE(BMP_SIZE_AT + 2) : file.readInt32LE(BMP_SIZE_AT + 4));
  if (width < 1 || height < 1) return { reason: `says that it has ${width} x ${height} pixels` };
  if (task === 'measure') return { width, height };
  // Alpha, blue, green, red: its other order loses the red of palettes. What a bitmap has for alpha is rarely one that anyone meant.
  const { data } = decodeBmp(file);
  const rgba = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    rgba[at] = data[at + 3]!;
    rgba[at + 1] = data[at + 2]!;
    rgba[at + 2] = data[at + 1]!;
    rgba[at + 3] = 255;
  }
  return { width, height, data: rgba, form: 'rgba' };
}

async function heic(task: RareRequest['task'], file: Uint8Array): Promise<RareReply> {
  let decoder: HeicDecode;
  try {
    decoder = createRequire(import.meta.url)('heic-decode') as HeicDecode;
  } catch {
    return { reason: 'needs the package heic-decode, which is not installed: npm install heic-decode' };
  }
  const pictures = await decoder.all({ buffer: file });
  try {
    const first = pictures[0];
    if (!first) return { reason: 'holds no picture' };
    const { width, height } = first;
    if (task === 'measure') return { width, height };
    const { data } = await first.decode();
    const pixels = new Uint8Array(data.buffer);
    const icc = await profileOf(readHeifColour(file));
    return icc === undefined
      ? { width, height, data: pixels, form: 'rgba' }
      : { width, height, data: rawTiff(pixels, width, height, icc), form: 'tiff' };
  } finally {
    pictures.dispose();
  }
}

/** libheif brings colours to RGB, but not to sRGB. */
async function profileOf(colour: HeifColour): Promise<Uint8Array | undefined> {
  if (colour !== 'display-p3') return colour?.icc;
  const sharp = createRequire(import.meta.url)('sharp') as typeof Sharp;
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000000' } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  return (await sharp(pixel).metadata()).icc;
}
