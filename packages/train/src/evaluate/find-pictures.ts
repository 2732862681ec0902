import { CoreError } from '@supcon/core/errors';
import { findPhotos } from '@supcon/core/photos';
import { TrainError } from '../errors.js';

/** Every picture below a folder, whatever its folders are called; hidden names are passed over, links are followed.
 * @returns paths relative to the folder, in code point order.  @throws TrainError NOT_FOUND; BAD_DATA for a folder without pictures. */
export async function findPictures(folder: string): Promise<readonly string[]> {
  const { paths } = await findPhotos(folder).catch((cause: unknown) => {
    if (!(cause instanceof CoreError)) throw cause;
    throw new TrainError('NOT_FOUND', `cannot read the folder ${folder}. Give one with pictures of classes that were never trained.`, {
      cause,
    });
  });
  if (paths.length === 0) throw new TrainError('BAD_DATA', `${folder} has no pictures, in it or in its folders`);
  return paths;
}
