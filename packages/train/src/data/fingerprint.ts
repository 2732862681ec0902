import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { leaveOutBecause, type LeftOut, type PhotoSet } from '@supcon/core/photos';
import { mapParallel } from '../map-parallel.js';

/** A data set by the content of its pictures. */
export interface HashedPhotos {
  /** The set without the pictures that turned out not to be readable, which are in its `leftOut`. */
  readonly photos: PhotoSet;
  /** sha256 of each file's bytes in hexadecimal, in the order of `photos.photos`. */
  readonly hashes: readonly string[];
  /** sha256 over path and content hash of every file (of a list also its label and split): the same for the same pictures in the same
   * places, wherever the folder lies. */
  readonly fingerprint: string;
}

/** Reads every file once. @param onFile is told of each, read or not. */
export async function hashPhotos(photos: PhotoSet, onFile: () => void = () => undefined): Promise<HashedPhotos> {
  const unread: LeftOut[] = [];
  const hashes = await mapParallel(photos.photos, 8, async ({ path, label, split }) => {
    try {
      const bytes = await readFile(resolve(photos.root, path));
      return createHash('sha256').update(bytes).digest('hex');
    } catch (error) {
      unread.push({ ...leaveOutBecause(error, path), label, split });
      return undefined;
    } finally {
      onFile();
    }
  });
  const known = hashes.filter((hash) => hash !== undefined);
  const read =
    unread.length === 0
      ? photos
      : { ...photos, photos: photos.photos.filter((_, index) => hashes[index] !== undefined), leftOut: [...photos.leftOut, ...unread] };
  return { photos: read, hashes: known, fingerprint: fingerprintOf(read, known) };
}

/** The fingerprint of pictures whose hashes are known. @param hashes sha256 in hexadecimal, in the order of the pictures. */
export function fingerprintOf({ source, photos }: Pick<PhotoSet, 'source' | 'photos'>, hashes: readonly string[]): string {
  const digest = createHash('sha256');
  photos.forEach(({ path, label, split }, index) => {
    // A folder's paths hold label and split already.
    const extra = source === 'list' ? `\0${label}\0${split ?? ''}` : '';
    digest.update(`${path}\0${hashes[index]!}${extra}\n`);
  });
  return digest.digest('hex');
}
