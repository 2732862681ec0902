import { openPicture } from '@supcon/core/image';

/** Pixels of the longer side. */
export const THUMBNAIL_SIZE = 256;

/** A small JPEG of a picture: upright, sRGB, transparency on black, first frame.
 * @param bytes an encoded picture. @param maxPixels as for decoding. @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE. */
export async function makeThumbnail(bytes: Uint8Array, maxPixels: number): Promise<Uint8Array> {
  const picture = await openPicture(bytes, THUMBNAIL_SIZE, maxPixels);
  const { value } = await picture.read((upright) =>
    upright
      .resize(THUMBNAIL_SIZE, THUMBNAIL_SIZE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#000000' })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .toBuffer(),
  );
  return value;
}
