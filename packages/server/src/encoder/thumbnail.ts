import sharp from 'sharp';
import { ServerError } from '../domain/errors.js';

/** Pixels of the longer side. */
export const THUMBNAIL_SIZE = 256;

/** A small JPEG of a picture that the encoder has accepted: upright, sRGB, transparency on black, first frame.
 * @param bytes an encoded picture. @param maxPixels as for decoding. @throws ServerError BAD_IMAGE. */
export async function makeThumbnail(bytes: Uint8Array, maxPixels: number): Promise<Uint8Array> {
  try {
    return await sharp(bytes, { failOn: 'truncated', limitInputPixels: maxPixels, pages: 1 })
      .autoOrient()
      .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000000' })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch (cause) {
    throw new ServerError(
      'BAD_IMAGE',
      `no thumbnail can be made of the picture: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
