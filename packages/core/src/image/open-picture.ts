import sharp, { type Sharp } from 'sharp';
import { CoreError } from '../errors.js';
import { decodeRareFormat } from './decode-rare-format.js';
import { describeOther, FORMAT_NAMES, imageFormat, type ImageFormat } from './image-format.js';
import { assertFewScans, assertFits } from './picture-limits.js';
import type { PictureWarning } from './picture-warning.js';
import { lostShare } from './rescue-jpeg.js';

/** A picture whose header was read and whose size is allowed. */
export interface OpenPicture {
  readonly format: ImageFormat;
  /** Upright, pixels. */
  readonly width: number;
  readonly height: number;
  /** Runs a pipeline over the picture, turned upright; again, with what is left of it, where a JPEG turns out to have no end.
   * @throws CoreError BAD_IMAGE. */
  read<T>(pipeline: (upright: Sharp) => Promise<T>): Promise<ReadPicture<T>>;
}

/** What came of a picture. */
export interface ReadPicture<T> {
  readonly value: T;
  /** What is wrong with a file that could be read all the same. */
  readonly warning: PictureWarning | undefined;
}

/** Of a JPEG without its end, this share of rows may be missing. */
const MOST_LOST = 0.5;

// Every picture is another one: a cache of decoded ones only holds memory.
sharp.cache(false);

/** Reads the header of a picture in any format. @param least short side of what is wanted, pixels. @param maxPixels held in memory at once.
 * @throws CoreError BAD_IMAGE (not a picture, damaged), IMAGE_TOO_LARGE. */
export async function openPicture(bytes: Uint8Array, least: number, maxPixels: number): Promise<OpenPicture> {
  if (bytes.length === 0) throw new CoreError('BAD_IMAGE', 'image: the file is empty (0 bytes)');
  const format = imageFormat(bytes);
  if (format === undefined)
    throw new CoreError(
      'BAD_IMAGE',
      `image: not a JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP or HEIC (${describeOther(bytes)}); convert it to one of these`,
    );
  if (format === 'bmp' || format === 'heic') {
    const { data, form, width, height } = await decodeRareFormat(bytes, format, (size) =>
      assertFits({ ...size, format, progressive: false }, least, maxPixels),
    );
    const raw = { width, height, channels: 4 } as const;
    const decoded = (): Sharp => (form === 'tiff' ? sharp(data, { limitInputPixels: false }) : sharp(data, { raw }));
    return { format, width, height, read: async (pipeline) => ({ value: await pipeline(decoded()), warning: undefined }) };
  }
  if (format === 'jpeg') assertFewScans(bytes);
  const { width, height, autoOrient, isProgressive } = await sharp(bytes, { failOn: 'none', limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw damaged(format, cause);
    });
  assertFits({ width, height, format, progressive: isProgressive }, least, maxPixels);
  // Not 'warning': cameras write files with harmless oddities ("Invalid SOS parameters"), which any viewer shows.
  const upright = (failOn: 'truncated' | 'none'): Sharp =>
    sharp(bytes, { failOn, limitInputPixels: false, pages: 1, sequentialRead: true }).autoOrient();
  return {
    format,
    ...{ width: autoOrient.width, height: autoOrient.height },
    read: async (pipeline) => {
      try {
        return { value: await pipeline(upright('truncated')), warning: undefined };
      } catch (cause) {
        const lost = format === 'jpeg' ? await lostShare(bytes).catch(() => undefined) : undefined;
        if (lost === undefined) throw damaged(format, cause);
        if (lost > MOST_LOST)
          throw new CoreError(
            'BAD_IMAGE',
            `image: cannot be decoded: this JPEG is cut off, and ${percent(lost)} of its rows are missing, more than half; get the whole file`,
            { cause },
          );
        const value = await pipeline(upright('none')).catch((again: unknown) => {
          throw damaged(format, again);
        });
        const what = lost === 0 ? ', but all of its rows are there' : `: ${percent(lost)} of its rows are lost and look grey`;
        return { value, warning: { code: 'PICTURE_CUT_OFF', message: `the end of this JPEG is missing${what}` } };
      }
    },
  };
}

function damaged(format: ImageFormat, cause: unknown): CoreError {
  return new CoreError(
    'BAD_IMAGE',
    `image: this ${FORMAT_NAMES[format]} cannot be decoded${reasonOf(format, cause)}; the file is damaged or incomplete`,
    {
      cause,
    },
  );
}

/** libvips hands on what any of its decoders said last, also of another picture: only what the right one says is passed on. */
function reasonOf(format: ImageFormat, cause: unknown): string {
  const lines = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  const speakers: Readonly<Record<ImageFormat, RegExp>> = {
    jpeg: /^VipsJpeg: /,
    png: /^(spngload|pngload|vipspng|libspng)[^:]*: /i,
    webp: /^webp[^:]*: /i,
    gif: /^gif[^:]*: /i,
    avif: /^heif[^:]*: /i,
    tiff: /^tiff[^:]*: /i,
    bmp: /^bmp: /i,
    heic: /^heic: /i,
  };
  const own = lines.find((line) => speakers[format].test(line));
  return own === undefined ? '' : `: ${own.replace(speakers[format], '')}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
