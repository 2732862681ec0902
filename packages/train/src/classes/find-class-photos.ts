import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TrainError } from '../errors.js';
import { findPictures } from '../evaluate/find-pictures.js';

/** Pictures of one class, at most: what is added by arithmetic is a few; more are a training. */
const MOST = 10_000;

/** The pictures that a person means by files and folders, each once, in the order given.
 * @returns absolute paths.  @throws TrainError NOT_FOUND; BAD_DATA for none or too many. */
export async function findClassPhotos(given: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of given) {
    const path = resolve(name);
    const entry = await stat(path).catch((cause: unknown) => {
      throw new TrainError('NOT_FOUND', `there is no ${name}; give pictures of the class, or folders of them`, { cause });
    });
    const below = entry.isDirectory() ? (await findPictures(path)).map((file) => join(path, file)) : [path];
    for (const file of below) found.add(file);
  }
  if (found.size > MOST)
    throw new TrainError(
      'BAD_DATA',
      `${found.size} pictures are more than the ${MOST} that a class is added from; give some of them, or train with all (supcon train)`,
    );
  return [...found];
}
