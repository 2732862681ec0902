import { opendir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CoreError } from '../errors.js';
import { byCodePoint } from './by-code-point.js';
import type { LeftOut } from './left-out.js';
import { walkBudget } from './walk-limits.js';
import { walkPictures } from './walk-pictures.js';

/** Every picture in a folder and below it, whatever its folders are called: for pictures without classes.
 * @returns paths from the folder, in code point order, and what was left out.
 * @throws CoreError PHOTOS_NOT_FOUND for a folder that is not there or cannot be opened; TOO_MANY_FILES for one that holds more than `WALK_LIMITS`. */
export async function findPhotos(folder: string): Promise<{ readonly paths: readonly string[]; readonly leftOut: readonly LeftOut[] }> {
  const root = resolve(folder);
  try {
    await (await opendir(root)).close();
  } catch (cause) {
    const system = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new CoreError('PHOTOS_NOT_FOUND', `cannot read the folder ${folder} (${system})`, { cause });
  }
  const leftOut: LeftOut[] = [];
  const paths = await walkPictures(root, { folder: '' }, walkBudget(folder, root), (line) => leftOut.push(line));
  return { paths: paths.sort(byCodePoint), leftOut: leftOut.sort((a, b) => byCodePoint(a.path, b.path)) };
}
