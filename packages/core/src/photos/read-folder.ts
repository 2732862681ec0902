import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { CoreError } from '../errors.js';
import { byCodePoint } from './by-code-point.js';
import { className, suspectNames, whyNoClassName } from './class-name.js';
import { leaveOut, type LeftOut } from './left-out.js';
import { listEntries, type Entry } from './list-entries.js';
import type { Photo, PhotoSet } from './photo-set.js';
import { isPictureName } from './picture-name.js';
import { splitNameOf, type SplitName } from './split-name.js';
import { placeInside, WALK_LIMITS, walkBudget, type WalkLimits, type WalkPlace } from './walk-limits.js';
import { walkPictures } from './walk-pictures.js';

const TOP: WalkPlace = { folder: '' };

/** Reads a folder of class folders, or of `train/`, `val/` (or `valid/`, `validation/`) and `test/` folders of class folders. Pictures may
 * lie in subfolders of their class.
 * @param limits of what is read. Default `WALK_LIMITS`.
 * @throws CoreError PHOTOS_NOT_FOUND for a folder that is not there or cannot be opened; TOO_MANY_FILES for one that holds more than `limits`. */
export async function readFolder(path: string, limits: WalkLimits = WALK_LIMITS): Promise<PhotoSet> {
  const root = resolve(path);
  const budget = walkBudget(path, root, limits);
  const leftOut: LeftOut[] = [];
  const report = (line: LeftOut): unknown => leftOut.push(line);
  const photos: Photo[] = [];

  const readClass = async (entry: Entry, parent: WalkPlace, split: SplitName | undefined): Promise<void> => {
    const { name, path: folder } = entry;
    const wrong = whyNoClassName(name);
    if (wrong !== undefined) {
      report(leaveOut('BAD_CLASS_NAME', `${folder}/`, `has a name that ${wrong}`));
      return;
    }
    const label = className(name);
    const before = leftOut.length;
    const pictures = await walkPictures(root, placeInside(parent, entry), budget, (line) => report({ ...line, label, split }));
    for (const picture of pictures) photos.push({ path: picture, label, split });
    // Where pictures were lost, that is said already.
    if (pictures.length === 0 && leftOut.slice(before).every(({ kind }) => kind !== 'unreadable'))
      report(leaveOut('EMPTY_CLASS', `${folder}/`, 'has no pictures'));
  };
  const readClasses = async (entries: readonly Entry[], parent: WalkPlace, split: SplitName | undefined): Promise<void> => {
    for (const entry of entries)
      if (entry.type === 'folder') await readClass(entry, parent, split);
      // Notes and lists may lie beside the class folders.
      else if (isPictureName(entry.name))
        report(
          entry.type === 'file'
            ? leaveOut('LOOSE_PICTURE', entry.path, 'lies in no class folder')
            : leaveOut('SPECIAL_FILE', entry.path, 'is a pipe, socket or device'),
        );
  };

  const top = await listEntries(root, TOP, budget, report).catch((cause: unknown) => notFound(path, cause));
  const splitOf = ({ type, name }: Entry): SplitName | undefined => (type === 'folder' ? splitNameOf(name) : undefined);
  if (top.some((entry) => splitOf(entry) !== undefined)) {
    for (const entry of top) {
      const split = splitOf(entry);
      if (split === undefined && entry.type === 'folder')
        report(leaveOut('STRAY_FOLDER', `${entry.path}/`, 'lies beside train/, where only val/ and test/ are understood'));
      else if (split === undefined) await readClasses([entry], TOP, undefined);
      else {
        const place = placeInside(TOP, entry);
        const entries = await listEntries(root, place, budget, report).catch((cause: unknown) => notFound(`${path}/${entry.path}`, cause));
        await readClasses(entries, place, split);
      }
    }
  } else await readClasses(top, TOP, undefined);

  photos.sort((a, b) => byCodePoint(a.path, b.path));
  leftOut.sort((a, b) => byCodePoint(a.path, b.path));
  const labels = [...new Set(photos.map(({ label }) => label))].sort(byCodePoint);
  return { source: 'folder', root, name: basename(root), labels, photos, leftOut, suspects: suspectNames(labels) };
}

async function notFound(shown: string, cause: unknown): Promise<never> {
  if (cause instanceof CoreError) throw cause;
  const isFile = await stat(shown).then(
    (found) => !found.isDirectory(),
    () => false,
  );
  const system = (cause as NodeJS.ErrnoException).code ?? String(cause);
  throw new CoreError(
    'PHOTOS_NOT_FOUND',
    isFile
      ? `${shown} is a file, not a folder. Give a folder with one folder of pictures for each class, or a list that ends in .csv, .jsonl or .ndjson.`
      : `cannot read the data folder ${shown} (${system}). Give a folder with one folder of pictures for each class, or a list (.csv, .jsonl).`,
    { cause },
  );
}
