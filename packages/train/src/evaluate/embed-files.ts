import type { Manifest } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import { decodeImage, decodingOf, normaliseImage } from '@supcon/core/image';
import { isSystemError, leaveOutBecause } from '@supcon/core/photos';
import { mapParallel } from '../map-parallel.js';
import { maxPixels } from '../max-pixels.js';
import type { PictureEncoder } from './picture-encoder.js';

/** Embeddings of files, and which files there are none of. */
export interface EmbeddedFiles {
  /** [N, D], not normalised, of the files that could be read. */
  readonly embeddings: Float32Array;
  /** [N] which of the paths each row is. */
  readonly indices: readonly number[];
  /** "path: reason" of the others. */
  readonly bad: readonly string[];
}

const BATCH = 64;

/** Decodes picture files as the artifact says and embeds them.
 * @param paths to read.  @param names of the same files for messages.  @param onImages with the number of files done. */
export async function embedFiles(
  encoder: PictureEncoder,
  { imageSize, preprocessing }: Pick<Manifest, 'imageSize' | 'preprocessing'>,
  paths: readonly string[],
  names: readonly string[],
  onImages: (done: number) => void = () => undefined,
): Promise<EmbeddedFiles> {
  const parts: Float32Array[] = [];
  const indices: number[] = [];
  const bad: string[] = [];
  for (let begin = 0; begin < paths.length; begin += BATCH) {
    const decoded = await mapParallel(paths.slice(begin, begin + BATCH), BATCH, async (path) => {
      try {
        return await decodeImage(path, { size: imageSize, decoding: decodingOf(preprocessing), maxPixels: maxPixels() });
      } catch (error) {
        if (error instanceof CoreError) return error.message;
        if (!isSystemError(error)) throw error;
        return leaveOutBecause(error, path).reason;
      }
    });
    const images = decoded.flatMap((image, at) => (typeof image === 'string' ? [] : [{ image, index: begin + at }]));
    decoded.forEach((image, at) => {
      if (typeof image === 'string') bad.push(`${names[begin + at]!}: ${image}`);
    });
    if (images.length > 0) {
      const pixels = new Float32Array(images.length * imageSize ** 2 * 3);
      images.forEach(({ image, index }, row) => {
        pixels.set(normaliseImage(image, preprocessing), row * image.length);
        indices.push(index);
      });
      parts.push(await encoder.embed(pixels, imageSize));
    }
    onImages(Math.min(paths.length, begin + BATCH));
  }
  const embeddings = new Float32Array(indices.length * encoder.embeddingSize);
  let at = 0;
  for (const part of parts) {
    embeddings.set(part, at);
    at += part.length;
  }
  return { embeddings, indices, bad };
}
