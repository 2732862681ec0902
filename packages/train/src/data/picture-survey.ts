import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import sharp from 'sharp';
import { CoreError } from '@supcon/core/errors';
import { decodeImage } from '@supcon/core/image';
import type { ImageFolder } from './image-folder.js';
import { mapParallel } from '../map-parallel.js';
import { groupAlike } from './near-duplicates.js';
import { likenessOf, THUMBNAIL_SIZE, type Likeness } from './perceptual-hash.js';

/** What is found when every picture of a data set is read once. */
export interface PictureSurvey {
  /** sha256 of each file's bytes. */
  readonly hashes: readonly string[];
  /** Upright, pixels; undefined for a bad file. */
  readonly sizes: readonly ({ readonly width: number; readonly height: number } | undefined)[];
  /** Why a file cannot be read, by its index. */
  readonly bad: ReadonlyMap<number, string>;
  /** Indices of pictures that show the same, exact copies too; two and more, ascending. */
  readonly groups: readonly (readonly number[])[];
}

/** Reads, hashes and decodes every picture; keeps nothing on disk. */
export async function surveyPictures(folder: ImageFolder, onPicture: (done: number) => void): Promise<PictureSurvey> {
  const bad = new Map<number, string>();
  const sizes: ({ width: number; height: number } | undefined)[] = [];
  const likenesses: (Likeness | undefined)[] = [];
  let done = 0;
  const hashes = await mapParallel(folder.files, availableParallelism() * 2, async ({ path }, index) => {
    const bytes = await readFile(resolve(folder.root, path));
    try {
      likenesses[index] = likenessOf(await decodeImage(bytes, { size: THUMBNAIL_SIZE, thumbnail: true }));
      const { width, height } = (await sharp(bytes, { limitInputPixels: false }).metadata()).autoOrient;
      sizes[index] = { width, height };
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      bad.set(index, error.message);
      likenesses[index] = undefined;
      sizes[index] = undefined;
    }
    onPicture(++done);
    return createHash('sha256').update(bytes).digest('hex');
  });
  return { hashes, sizes, bad, groups: withExactCopies(groupAlike(likenesses), hashes, bad) };
}

/** Copies of a picture of one colour have equal bytes, but no likeness to be found by. */
function withExactCopies(
  groups: readonly (readonly number[])[],
  hashes: readonly string[],
  bad: ReadonlyMap<number, string>,
): readonly (readonly number[])[] {
  const grouped = new Set(groups.flat());
  const rest = new Map<string, number[]>();
  hashes.forEach((hash, index) => {
    if (grouped.has(index) || bad.has(index)) return;
    rest.set(hash, [...(rest.get(hash) ?? []), index]);
  });
  return [...groups, ...[...rest.values()].filter((copies) => copies.length > 1)].sort((a, b) => a[0]! - b[0]!);
}
