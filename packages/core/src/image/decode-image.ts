import sharp, { type Region } from 'sharp';
import { CoreError } from '../errors.js';
import { imageFormat } from './image-format.js';

/** What becomes of a picture once it is decoded, and which ones are refused. */
export interface DecodeOptions {
  /** Side of the square result, pixels. */
  readonly size: number;
  /** Pictures with more pixels are refused before they are decoded. Default 40 million. */
  readonly maxPixels?: number;
  /** Squeeze the whole picture into the square instead of cutting out its centre: for finding pictures that look alike, never for what an
   * encoder sees. Default false. */
  readonly thumbnail?: boolean;
}

export const DEFAULT_MAX_PIXELS = 40_000_000;

/** Of a picture longer than this many short sides only its middle is read: the ends are cut away in any case, and resizing all of a
 * 60,000 x 1 strip to `size` would take gigabytes. */
const MAX_ASPECT = 4;

// Every picture is another one: a cache of decoded ones only holds memory.
sharp.cache(false);

/** Decodes JPEG, PNG, WebP or the first frame of a GIF: EXIF orientation applied, colours to sRGB, 8 bit, transparency on black, the short side
 * resized to `size` (Lanczos) and the centre cut out.
 * @returns uint8 [size, size, 3] RGB.
 * @throws CoreError BAD_IMAGE (not a picture, damaged, cut off), IMAGE_TOO_LARGE. */
export async function decodeImage(
  bytes: Uint8Array,
  { size, maxPixels = DEFAULT_MAX_PIXELS, thumbnail = false }: DecodeOptions,
): Promise<Uint8Array> {
  if (bytes.length === 0) throw new CoreError('BAD_IMAGE', 'image: the file is empty (0 bytes)');
  if (!imageFormat(bytes))
    throw new CoreError(
      'BAD_IMAGE',
      `image: not a JPEG, PNG, WebP or GIF (it begins with ${describeStart(bytes)}); convert it to one of these`,
    );
  // Not 'warning': cameras write files with harmless oddities ("Invalid SOS parameters"), which any viewer shows.
  const options = { failOn: 'truncated', limitInputPixels: maxPixels, pages: 1, sequentialRead: true } as const;
  try {
    const { width, height, autoOrient } = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
    if (width * height > maxPixels)
      throw new CoreError('IMAGE_TOO_LARGE', `image: ${width} x ${height} pixels are more than the ${maxPixels} allowed; make it smaller`, {
        details: { width, height, maxPixels },
      });
    const upright = sharp(bytes, options).autoOrient();
    const part = middle(autoOrient.width, autoOrient.height);
    const pixels = await (part ? upright.extract(part) : upright)
      .toColourspace('srgb')
      .flatten({ background: '#000000' })
      .resize(size, size, { fit: thumbnail ? 'fill' : 'cover', position: 'centre', kernel: 'lanczos3', fastShrinkOnLoad: false })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return toRgb(pixels.data, pixels.info.channels);
  } catch (cause) {
    if (cause instanceof CoreError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new CoreError('BAD_IMAGE', `image: cannot be decoded: ${reason}; the file is damaged or incomplete`, { cause });
  }
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

function describeStart(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 12);
  const text = Buffer.from(start).toString('latin1');
  return /^[\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : `bytes ${Buffer.from(start).toString('hex')}`;
}
