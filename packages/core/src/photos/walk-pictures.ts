import { access, constants, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { CoreError } from '../errors.js';
import { leaveOut, leaveOutBecause, type LeftOut } from './left-out.js';
import { listEntries, type Entry } from './list-entries.js';
import { isPictureName } from './picture-name.js';
import { placeInside, type WalkBudget, type WalkPlace } from './walk-limits.js';

/** Questions to the disk at once. */
const AT_ONCE = 32;

/** Paths of all pictures in a folder and below it, in no order. Links to pictures and folders are followed; a folder is read once, by
 * whatever way it is reached, so that links in a circle come to an end. Only regular files count, and nothing is opened.
 * @param start the folder.  @param report is told of what is left out.
 * @throws CoreError TOO_MANY_FILES where the budget ends. */
export async function walkPictures(
  root: string,
  start: WalkPlace,
  budget: WalkBudget,
  report: (leftOut: LeftOut) => void,
): Promise<string[]> {
  const read = new Set<string>();
  const pictures: string[] = [];
  // Folders that really lie here come before those behind links: which of two ways to a folder counts does not depend on their names.
  const folders: WalkPlace[] = [start];
  const links: WalkPlace[] = [];
  for (let place = folders.pop(); place !== undefined; place = folders.pop() ?? links.shift()) {
    const next = place.folder;
    let entries: readonly Entry[];
    try {
      const real = await realpath(join(root, next));
      if (read.has(real)) {
        report(leaveOut('READ_ALREADY', `${next}/`, 'leads to a folder that was read already'));
        continue;
      }
      read.add(real);
      entries = await listEntries(root, place, budget, report);
    } catch (error) {
      if (error instanceof CoreError) throw error;
      report(leaveOutBecause(error, next === '' ? '' : `${next}/`));
      continue;
    }
    const files: string[] = [];
    for (const { name, path, type, linked } of entries) {
      const isPicture = isPictureName(name);
      if (type === 'folder' && isPicture)
        report(
          leaveOut('FOLDER_NAMED_PICTURE', `${path}/`, `is ${linked ? 'a link to ' : ''}a folder, though it has the ending of a picture`),
        );
      else if (type === 'folder') (linked ? links : folders).push(placeInside(place, { path, linked }));
      else if (!isPicture) report(leaveOut('NOT_A_PICTURE', path, 'is no picture by its ending'));
      else if (type === 'special') report(leaveOut('SPECIAL_FILE', path, 'is a pipe, socket or device'));
      else files.push(path);
    }
    // One by one: a call takes no more than some hundred thousand arguments.
    for (const picture of await readable(root, files, report)) pictures.push(picture);
  }
  return pictures;
}

/** Of files, those that may be opened. */
async function readable(root: string, files: readonly string[], report: (leftOut: LeftOut) => void): Promise<string[]> {
  const limit = pLimit(AT_ONCE);
  const errors = await Promise.all(
    files.map((path) =>
      limit(() =>
        access(join(root, path), constants.R_OK).then(
          () => undefined,
          (error: unknown) => leaveOutBecause(error, path),
        ),
      ),
    ),
  );
  for (const error of errors) if (error) report(error);
  return files.filter((_, index) => errors[index] === undefined);
}
