import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { decodePicture } from '@supcon/core/image';
import { leaveOutBecause, type LeftOut } from '@supcon/core/photos';
import { mapParallel } from '../map-parallel.js';
import { groupAlike } from './near-duplicates.js';
import { DECODES_AT_ONCE } from './pixel-cache.js';
import { likenessOf, THUMBNAIL_SIZE, type Likeness } from './perceptual-hash.js';

/** What is found when every picture of a data set is read once. */
export interface PictureSurvey {
  /** sha256 of each file's bytes; of one that cannot be opened a text of its own. */
  readonly hashes: readonly string[];
  /** Upright, pixels; undefined for a bad file. */
  readonly sizes: readonly ({ readonly width: number; readonly height: number } | undefined)[];
  /** Why a file cannot be read, by its index. */
  readonly bad: ReadonlyMap<number, string>;
  /** What is wrong with files that can be read all the same, by their index. */
  readonly warnings: ReadonlyMap<number, string>;
  /** Files that could not be opened or read, by their index; they are in `bad` as well. */
  readonly unread: ReadonlyMap<number, LeftOut>;
  /** Indices of pictures that show the same, exact copies too; two and more, ascending. */
  readonly groups: readonly (readonly number[])[];
}

/** Files and the folder that their paths start at. */
export interface PicturesToSurvey {
  readonly root: string;
  readonly photos: readonly { readonly path: string }[];
}

/** Reads, hashes and decodes every picture; keeps nothing on disk. */
export async function surveyPictures(set: PicturesToSurvey, onPicture: (done: number) => void, maxPixels?: number): Promise<PictureSurvey> {
  const bad = new Map<number, string>();
  const warnings = new Map<number, string>();
  const unread = new Map<number, LeftOut>();
  const sizes: ({ width: number; height: number } | undefined)[] = [];
  const likenesses: (Likeness | undefined)[] = [];
  let done = 0;
  const hashes = await mapParallel(set.photos, DECODES_AT_ONCE, async ({ path }, index) => {
    let bytes: Uint8Array;
    try {
      bytes = await readFile(resolve(set.root, path));
    } catch (error) {
      const line = leaveOutBecause(error, path);
      unread.set(index, line);
      bad.set(index, line.reason);
      onPicture(++done);
      return `unread ${index}`;
    }
    try {
      const options = { size: THUMBNAIL_SIZE, thumbnail: true, ...(maxPixels === undefined ? {} : { maxPixels }) };
      const { pixels, width, height, warning } = await decodePicture(bytes, options);
      likenesses[index] = likenessOf(pixels);
      sizes[index] = { width, height };
      if (warning !== undefined) warnings.set(index, warning.message);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      bad.set(index, error.message);
      likenesses[index] = undefined;
      sizes[index] = undefined;
    }
    onPicture(++done);
    return createHash('sha256').update(bytes).digest('hex');
  });
  return { hashes, sizes, bad, warnings, unread, groups: withExactCopies(groupAlike(likenesses), hashes, bad) };
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
