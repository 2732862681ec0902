import { readFile } from 'node:fs/promises';
import type { Region, Sharp } from 'sharp';
import { suitsJpegDecoder } from './decode-jpeg.js';
import { decodeThreads } from './decode-threads.js';
import { DECODING, type Decoding } from './decoding.js';
import { readJpegHeader } from './jpeg-header.js';
import { openPicture } from './open-picture.js';
import { DEFAULT_MAX_PIXELS } from './picture-limits.js';
import type { PictureWarning } from './picture-warning.js';

/** What becomes of a picture once it is decoded, and which ones are refused. */
export interface DecodeOptions {
  /** Side of the square result, pixels. */
  readonly size: number;
  /** Pixels held in memory at once; pictures that need more are refused before they are decoded. A JPEG is shrunk while it is decoded, so that many more may be
   * in the file. Default 40 million. */
  readonly maxPixels?: number;
  /** Squeeze the whole picture into the square instead of cutting out its centre: for finding pictures that look alike, never for what an
   * encoder sees. Default false. */
  readonly thumbnail?: boolean;
  /** The way to the pixels: an artifact's own, by `decodingOf`. Default today's. */
  readonly decoding?: Decoding;
}

/** A decoded picture. */
export interface DecodedPicture {
  /** uint8 [size, size, 3] RGB. */
  readonly pixels: Uint8Array;
  /** Of the whole picture, upright, pixels. */
  readonly width: number;
  readonly height: number;
  /** What is wrong with a file that could be decoded all the same. */
  readonly warning: PictureWarning | undefined;
}

/** Of a picture longer than this many short sides only its middle is read: the ends are cut away in any case, and resizing all of a
 * 60,000 x 1 strip to `size` would take gigabytes. */
const MAX_ASPECT = 4;

/** Decodes JPEG, PNG, WebP, the first frame of a GIF, AVIF, TIFF, BMP or HEIC: EXIF orientation applied, colours to sRGB, 8 bit, transparency on black, the
 * short side resized to `size` (Lanczos) and the centre cut out. None of it runs on the calling thread.
 * @param source the file's bytes, or its path: then a thread reads it.
 * @throws CoreError BAD_IMAGE (not a picture, damaged, cut off), IMAGE_TOO_LARGE; of a file that cannot be read, an Error with the system's `code`. */
export async function decodePicture(source: Uint8Array | string, options: DecodeOptions): Promise<DecodedPicture> {
  if (typeof source !== 'string') return (await decodeUsualJpeg(source, options)) ?? decodeUnusualPicture(source, options);
  const { size, maxPixels = DEFAULT_MAX_PIXELS, thumbnail = false, decoding = DECODING } = options;
  if (decoding.version === 1) return decodeUnusualPicture(await readFile(source), options);
  const { decoded, bytes } = await decodeThreads().decode(source, { size, thumbnail, maxPixels });
  return decoded ? { ...decoded, warning: undefined } : decodeUnusualPicture(bytes ?? (await readFile(source)), options);
}

/** The first half of `decodePicture`: the usual JPEG of at most 1.5 million pixels, of which none takes longer than a fraction of a second; in threads of this process or,
 * the first way, by libvips.
 * @returns undefined for everything else, which is for `decodeUnusualPicture`: also what the threads decline.  @throws CoreError BAD_IMAGE. */
export async function decodeUsualJpeg(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture | undefined> {
  const { size, maxPixels = DEFAULT_MAX_PIXELS, thumbnail = false, decoding = DECODING } = options;
  if (!isForThreads(bytes, maxPixels)) return undefined;
  if (decoding.version === 1) return decodeUnusualPicture(bytes, options);
  const { decoded } = await decodeThreads().decode(bytes, { size, thumbnail, maxPixels });
  return decoded && { ...decoded, warning: undefined };
}

/** The second half of `decodePicture`: a picture of any format and size, by libvips, which cannot be stopped and may take seconds.
 * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE. */
export async function decodeUnusualPicture(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture> {
  const { size, maxPixels = DEFAULT_MAX_PIXELS, thumbnail = false } = options;
  // A strip is cut before it is resized, and then the decoder does not shrink it.
  const picture = await openPicture(bytes, size, maxPixels);
  const { width, height } = picture;
  const part = middle(width, height);
  const { value, warning } = await picture.read((upright) => squareOf(part ? upright.extract(part) : upright, size, thumbnail));
  return { pixels: value, width, height, warning };
}

/** The pixels alone of `decodePicture`. @returns uint8 [size, size, 3] RGB.  @throws as `decodePicture`. */
export async function decodeImage(source: Uint8Array | string, options: DecodeOptions): Promise<Uint8Array> {
  return (await decodePicture(source, options)).pixels;
}

function isForThreads(bytes: Uint8Array, maxPixels: number): boolean {
  const header = readJpegHeader(bytes);
  return header !== undefined && suitsJpegDecoder(header, maxPixels);
}

async function squareOf(upright: Sharp, size: number, thumbnail: boolean): Promise<Uint8Array> {
  const { data, info } = await upright
    .toColourspace('srgb')
    .flatten({ background: '#000000' })
    .resize(size, size, { fit: thumbnail ? 'fill' : 'cover', position: 'centre', kernel: 'lanczos3', fastShrinkOnLoad: false })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return toRgb(data, info.channels);
}

/** Of a long picture, the middle `MAX_ASPECT` short sides. */
function middle(width: number, height: number): Region | undefined {
  const limit = MAX_ASPECT * Math.min(width, height);
  if (Math.max(width, height) <= limit) return undefined;
  const [keptWidth, keptHeight] = [Math.min(width, limit), Math.min(height, limit)];
  return {
    left: Math.floor((width - keptWidth) / 2),
    top: Math.floor((height - keptHeight) / 2),
    width: keptWidth,
    height: keptHeight,
  };
}

/** Grey pictures come out of the decoder with one channel. */
function toRgb(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let i = 0; i < pixels; i++) rgb.fill(data[i * channels]!, i * 3, i * 3 + 3);
  return rgb;
}
