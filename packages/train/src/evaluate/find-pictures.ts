import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { byCodePoint, isPictureName } from '../data/image-folder.js';
import { TrainError } from '../errors.js';

/** Every picture below a folder, whatever its folders are called; names that begin with a dot are passed over.
 * @returns paths relative to the folder, in code point order.  @throws TrainError NOT_FOUND; BAD_DATA for a folder without pictures. */
export async function findPictures(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new TrainError('NOT_FOUND', `cannot read the folder ${folder}. Give one with pictures of classes that were never trained.`, {
      cause,
    });
  });
  const found = entries
    .filter((entry) => !entry.isDirectory() && isPictureName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')));
  if (found.length === 0) throw new TrainError('BAD_DATA', `${folder} has no pictures, in it or in its folders`);
  return found.sort(byCodePoint);
}
