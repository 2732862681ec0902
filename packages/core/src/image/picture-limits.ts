import { CoreError } from '../errors.js';
import type { ImageFormat } from './image-format.js';
import { hasMoreScansThan } from './jpeg-scans.js';

export const DEFAULT_MAX_PIXELS = 40_000_000;

/** A JPEG that is shrunk while it is decoded takes time for all of its pixels; this many times `maxPixels` are some seconds. */
const MOST_TIMES = 8;

/** Of the width and the height, each: as in a JPEG. Formats that allow more are resized row by row for seconds. */
const MOST_SIDE = 65_535;

/** Of a JPEG: a picture of 40 million pixels takes a fifth of a second with so many that say nothing, and seconds with so many that do. */
const MOST_SCANS = 100;

/** What is known of a picture before it is decoded. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  /** Of a progressive JPEG all coefficients are kept until its end, so shrinking it saves nothing. */
  readonly progressive: boolean;
}

/** Pixels that have to be held in memory at once for a result whose short side is `least` pixels: a JPEG is shrunk by 2, 4 or 8 while it is decoded, as long
 * as twice the wanted size is left. */
export function pixelsInMemory({ width, height, format, progressive }: PictureSize, least: number): number {
  const spare = Math.min(width, height) / least / 2;
  const shrink = format === 'jpeg' && !progressive ? (spare >= 8 ? 8 : spare >= 4 ? 4 : spare >= 2 ? 2 : 1) : 1;
  return Math.ceil(width / shrink) * Math.ceil(height / shrink);
}

/** @throws CoreError IMAGE_TOO_LARGE for a JPEG of a multitude of scans. */
export function assertFewScans(bytes: Uint8Array): void {
  if (hasMoreScansThan(bytes, MOST_SCANS))
    throw new CoreError(
      'IMAGE_TOO_LARGE',
      `image: this JPEG takes too long to decode: it has more than ${MOST_SCANS} scans, where encoders write about ten; save it anew`,
    );
}

/** @param least as for `pixelsInMemory`. @throws CoreError IMAGE_TOO_LARGE naming the sizes and the setting. */
export function assertFits(size: PictureSize, least: number, maxPixels: number): void {
  const { width, height } = size;
  const details = { width, height, maxPixels };
  const held = pixelsInMemory(size, least);
  if (held > maxPixels)
    throw new CoreError(
      'IMAGE_TOO_LARGE',
      `image: ${width} x ${height} pixels, of which ${held} are in memory at once while it is decoded, are more than the ${maxPixels} allowed; make it smaller, or raise SUPCON_MAX_PIXELS`,
      { details },
    );
  if (Math.max(width, height) > MOST_SIDE)
    throw new CoreError(
      'IMAGE_TOO_LARGE',
      `image: ${width} x ${height} pixels take too long to decode: a side has more than the ${MOST_SIDE} allowed; cut it into pieces`,
      { details },
    );
  if (width * height > maxPixels * MOST_TIMES)
    throw new CoreError(
      'IMAGE_TOO_LARGE',
      `image: ${width} x ${height} pixels take too long to decode: more than ${MOST_TIMES} times the ${maxPixels} allowed in memory; make it smaller, or raise SUPCON_MAX_PIXELS`,
      { details },
    );
}
