import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { TrainError } from '../errors.js';

/** What a picture is used for. */
export type SplitName = 'train' | 'validation' | 'test';

/** One file of a data folder. */
export interface ImageFile {
  /** Relative to the data folder (or absolute, where a manifest says so), with forward slashes: its identity in predictions and error lists.
   * `resolve(root, path)` is the file. */
  readonly path: string;
  readonly label: string;
  /** The split folder it lies in; undefined where the folder has no split folders. */
  readonly split: SplitName | undefined;
}

/** Labelled pictures as they lie on disk, found by folders or by a manifest. */
export interface ImageFolder {
  /** Where labels and splits come from: the paths, or a list beside them. */
  readonly source: 'folder' | 'manifest';
  readonly root: string;
  /** Last part of the path: what artifacts and collections are called unless a name is given. */
  readonly name: string;
  /** Class names in code point order; an image's label index points in here. */
  readonly labels: readonly string[];
  readonly files: readonly ImageFile[];
  /** Files that are no pictures by their name (notes, sidecars), left out and counted. */
  readonly ignored: number;
  /** The same by path, in code point order. */
  readonly ignoredPaths: readonly string[];
}

const SPLIT_NAMES: ReadonlyMap<string, SplitName> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
]);

/** What a folder or a manifest's column calls a split: train (training), val (valid, validation) or test, in any case; undefined for
 * anything else. */
export function splitNameOf(text: string): SplitName | undefined {
  return SPLIT_NAMES.get(text.toLowerCase());
}

/** What `decodeImage` reads, and what people will expect to be read: the latter are reported as bad files, not passed over silently. */
const IMAGE_EXTENSIONS = new Set('.jpg .jpeg .jpe .jfif .png .webp .gif .bmp .tif .tiff .heic .heif .avif .jp2 .svg'.split(' '));

/** Whether a file is a picture by its name. */
export function isPictureName(name: string): boolean {
  return IMAGE_EXTENSIONS.has(extname(name).toLowerCase());
}

/** Lists a folder of class folders, or of `train/`, `val/` (or `valid/`, `validation/`) and `test/` folders of class folders. Pictures may
 * lie in subfolders of their class. Names that begin with a dot are passed over.
 * @throws TrainError NOT_FOUND for a folder that is not there; BAD_DATA naming every class that is empty or misplaced, all at once. */
export async function scanImageFolder(root: string): Promise<ImageFolder> {
  const absolute = resolve(root);
  const top = await subfolders(absolute, root);
  if (top.length === 0) throw noClasses(root, 'it has no folders');
  const isSplit = (name: string): boolean => splitNameOf(name) !== undefined;
  const splits = top.filter(isSplit);
  const problems: string[] = [];
  const files: ImageFile[] = [];
  const ignored: string[] = [];
  if (splits.length > 0) {
    if (!splits.some((name) => splitNameOf(name) === 'train'))
      throw new TrainError(
        'BAD_DATA',
        `${root} has ${splits.join(', ')} but no train/ folder. Put the training pictures in ${root}/train/<class>/.`,
      );
    const stray = top.filter((name) => !isSplit(name));
    if (stray.length > 0) problems.push(`${stray.join(', ')}: beside train/ only val/ and test/ are understood; move or remove it`);
    for (const folder of splits)
      for (const label of await subfolders(join(absolute, folder), join(root, folder)))
        await collect(absolute, `${folder}/${label}`, label, splitNameOf(folder), files, ignored, problems);
  } else for (const label of top) await collect(absolute, label, label, undefined, files, ignored, problems);

  const trainable = trainableLabels(files);
  for (const label of untrainedLabels(files, trainable)) problems.push(`class '${label}' has pictures outside train/ but none in it`);
  if (problems.length > 0)
    throw new TrainError('BAD_DATA', `${root} cannot be used as it is:\n${list(problems)}`, { details: { problems } });
  const labels = [...trainable].sort(byCodePoint);
  if (labels.length < 2) throw noClasses(root, `it has ${labels.length === 1 ? `only the class '${labels[0]!}'` : 'no pictures'}`);
  files.sort((a, b) => byCodePoint(a.path, b.path));
  ignored.sort(byCodePoint);
  return { source: 'folder', root: absolute, name: basename(absolute), labels, files, ignored: ignored.length, ignoredPaths: ignored };
}

/** Classes that training can see. */
export function trainableLabels(files: readonly ImageFile[]): ReadonlySet<string> {
  return new Set(files.filter((file) => file.split === 'train' || file.split === undefined).map((file) => file.label));
}

/** Classes with pictures for validation or test only. */
export function untrainedLabels(files: readonly ImageFile[], trainable: ReadonlySet<string>): readonly string[] {
  return [...new Set(files.map((file) => file.label).filter((label) => !trainable.has(label)))];
}

async function collect(
  root: string,
  folder: string,
  label: string,
  split: SplitName | undefined,
  files: ImageFile[],
  ignored: string[],
  problems: string[],
): Promise<void> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  let found = 0;
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const inside = join(entry.parentPath, entry.name)
      .slice(root.length + 1)
      .replaceAll('\\', '/');
    if (inside.split('/').some((part) => part.startsWith('.'))) continue;
    if (!isPictureName(entry.name)) {
      ignored.push(inside);
      continue;
    }
    files.push({ path: inside, label, split });
    found++;
  }
  if (found === 0) problems.push(`class folder ${folder}/ has no pictures; add some or remove the folder`);
}

async function subfolders(path: string, shown: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw new TrainError(
      'NOT_FOUND',
      `cannot read the data folder ${shown}. Give --data a folder with one folder of pictures for each class.`,
      {
        cause,
      },
    );
  });
  const names: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && (await pointsToFolder(join(path, entry.name))));
    if (isFolder) names.push(entry.name);
  }
  return names.sort(byCodePoint);
}

/** A broken link points nowhere. */
async function pointsToFolder(link: string): Promise<boolean> {
  return stat(link).then(
    (target) => target.isDirectory(),
    () => false,
  );
}

function noClasses(root: string, why: string): TrainError {
  return new TrainError(
    'BAD_DATA',
    `${root} is not a data set: ${why}. Wanted: one folder of pictures for each class, at least two (${root}/cat/1.jpg, ${root}/dog/1.jpg), or the same inside train/ and test/.`,
  );
}

/** Sorting that does not depend on the machine's language. */
export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lines of a message with a dash before each. @param most more are counted, not shown. Default 50. */
export function list(lines: readonly string[], most = 50): string {
  const shown = lines.slice(0, most).map((line) => `  - ${line}`);
  if (lines.length > most) shown.push(`  ... and ${lines.length - most} more`);
  return shown.join('\n');
}
