import type { PhotoSet } from './photo-set.js';
import { readFolder } from './read-folder.js';
import { isPhotoList, readList } from './read-list.js';

/** Reads which labelled pictures there are: in a folder of class folders, or in a list (.csv, .jsonl, .ndjson). This is the one reader: training,
 * checks, indexing and quickstart see the same pictures, labels and splits. Files are not opened, only looked for; what cannot be opened
 * or does not count is in `leftOut`, and whether the rest is enough is the caller's to say. docs/photos.md has the rules.
 * @throws CoreError PHOTOS_NOT_FOUND for a folder or list that is not there or cannot be opened; BAD_PHOTOS for a list that is not UTF-8;
 * TOO_MANY_FILES for a folder that holds more than `WALK_LIMITS`. */
export async function readPhotos(path: string): Promise<PhotoSet> {
  return isPhotoList(path) ? readList(path) : readFolder(path);
}
