import { createRequire } from 'node:module';
import { centreSquare } from './centre-square.js';
import type { JpegHeader } from './jpeg-header.js';
import { createPixelResizer } from './resize-pixels.js';
import { turnUpright } from './turn-upright.js';

/** What is wanted of a picture. */
export interface SquareOptions {
  /** Side, pixels. */
  readonly size: number;
  /** The whole picture squeezed, instead of its centre cut out. */
  readonly thumbnail: boolean;
  /** Pictures with more pixels are for another decoder, which may refuse them. */
  readonly maxPixels: number;
}

/** Decodes a JPEG in the calling thread. @returns uint8 [size, size, 3], upright; undefined where it is for another decoder: it does
 * not suit this one, or libjpeg-turbo has anything to say against it. */
export type JpegDecoder = (bytes: Uint8Array, header: JpegHeader, options: SquareOptions) => Uint8Array<ArrayBuffer> | undefined;

/** What we use of @julusian/jpeg-turbo. */
interface JpegTurbo {
  readonly FORMAT_RGBA: number;
  decompressSync(file: Buffer, pixels: Buffer, options: { readonly format: number }): unknown;
}

/** Larger ones are for sharp, which shrinks while it decodes. Also what a thread keeps in memory, times 4 bytes. */
const MOST_PIXELS = 1_500_000;

/** Of longer pictures sharp reads only the middle. */
const MOST_ASPECT = 4;

/** Whether a picture is worth libjpeg-turbo: sharp is faster where it may shrink a large one while decoding. */
export function suitsJpegDecoder({ width, height }: JpegHeader, maxPixels: number): boolean {
  return width * height <= Math.min(MOST_PIXELS, maxPixels) && Math.max(width, height) <= MOST_ASPECT * Math.min(width, height);
}

/** libjpeg-turbo writes into the memory of the resizer; nothing is copied.
 * @throws Error naming the part that is missing: the addon, which may have no binary for this machine, or the WebAssembly. */
export function createJpegDecoder(): JpegDecoder {
  const turbo = load('the addon @julusian/jpeg-turbo', () => createRequire(import.meta.url)('@julusian/jpeg-turbo') as JpegTurbo);
  const resizer = load('the WebAssembly of the resize', createPixelResizer);
  return (bytes, header, { size, thumbnail, maxPixels }) => {
    if (!suitsJpegDecoder(header, maxPixels)) return undefined;
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      const square = centreSquare(header, size, thumbnail);
      const pixels = resizer.resize(square, (memory) => void turbo.decompressSync(file, memory, { format: turbo.FORMAT_RGBA }));
      return turnUpright(pixels, size, header.orientation);
    } catch {
      // A warning is an error here: whoever else decodes the file says what is wrong with it, or shows it all the same.
      return undefined;
    }
  };
}

function load<T>(part: string, start: () => T): T {
  try {
    return start();
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new Error(`${part} does not load (${reason})`, { cause });
  }
}
