import { access, constants, lstat, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, posix, resolve } from 'node:path';
import pLimit from 'p-limit';
import { CoreError } from '../errors.js';
import { byCodePoint } from './by-code-point.js';
import { className, suspectNames, whyNoClassName } from './class-name.js';
import { leaveOut, leaveOutBecause, type LeftOut } from './left-out.js';
import { readCsvRows, readJsonLinesRows, type ListRow, type ListRows } from './list-rows.js';
import type { Photo, PhotoSet } from './photo-set.js';
import { splitNameOf } from './split-name.js';

const READERS: ReadonlyMap<string, (text: string) => ListRows> = new Map([
  ['.csv', readCsvRows],
  ['.jsonl', readJsonLinesRows],
  ['.ndjson', readJsonLinesRows],
]);

/** Questions to the disk at once. */
const AT_ONCE = 32;

/** Whether a path names a list rather than a folder: by its ending. */
export function isPhotoList(path: string): boolean {
  return READERS.has(extname(path).toLowerCase());
}

/** Reads a list of labelled pictures: a .csv with a header or a .jsonl, with `path`, `label` and optionally `split` (train, val or test; the
 * rows without one are training pictures, out of which missing splits are drawn). Rows whose label is empty are pictures that nobody has labelled yet: they are left out.
 * Relative paths start at the list's folder and may not leave it through `..`: such a list still holds when the folder is moved or
 * handed on. Absolute paths are taken as they are, for pictures that lie elsewhere; the fingerprint of the data then depends on them.
 * Backslashes count as slashes, except where a file of that very name is there. Links are followed.
 * @throws CoreError PHOTOS_NOT_FOUND for a list that cannot be opened; BAD_PHOTOS for one that is not UTF-8. */
export async function readList(path: string): Promise<PhotoSet> {
  const absolute = resolve(path);
  const root = dirname(absolute);
  const { rows, problems } = READERS.get(extname(absolute).toLowerCase())!(await readText(absolute, path));
  const leftOut: LeftOut[] = problems.map(badLine);
  const named = await withPlaces(root, rows);
  const seen = new Map<string, ListRow>();
  const candidates: { readonly line: number; readonly photo: Photo }[] = [];
  for (const { row, place } of named) {
    const judged = judge(row, place, seen);
    if (typeof judged === 'string') leftOut.push(leaveOut('BAD_LINE', '', judged, row.line));
    else if ('code' in judged) leftOut.push(judged);
    else candidates.push({ line: row.line, photo: judged });
  }
  const limit = pLimit(AT_ONCE);
  const unreadable = await Promise.all(
    candidates.map(({ line, photo }) => limit(() => whyNotReadable(resolve(root, photo.path), photo.path, line))),
  );
  const photos = candidates.flatMap(({ photo }, index) => (unreadable[index] ? [] : [photo]));
  unreadable.forEach((line, index) => {
    const { label, split } = candidates[index]!.photo;
    if (line) leftOut.push({ ...line, label, split });
  });
  photos.sort((a, b) => byCodePoint(a.path, b.path));
  leftOut.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const labels = [...new Set(photos.map(({ label }) => label))].sort(byCodePoint);
  return {
    source: 'list',
    root,
    name: basename(absolute, extname(absolute)),
    labels,
    photos,
    leftOut,
    suspects: suspectNames(labels),
  };
}

async function readText(absolute: string, shown: string): Promise<string> {
  // Before it is opened: a pipe would wait for ever.
  const found = await stat(absolute).catch((cause: unknown) => notFound(shown, (cause as NodeJS.ErrnoException).code, cause));
  if (!found.isFile()) return notFound(shown, found.isDirectory() ? 'a folder with the ending of a list' : 'not a regular file');
  const bytes = await readFile(absolute).catch((cause: unknown) => notFound(shown, (cause as NodeJS.ErrnoException).code, cause));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CoreError('BAD_PHOTOS', `${shown} is not UTF-8 text. Save it with the encoding UTF-8.`, { cause });
  }
}

function notFound(shown: string, why: string | undefined, cause?: unknown): never {
  throw new CoreError(
    'PHOTOS_NOT_FOUND',
    `cannot read the list ${shown} (${why ?? String(cause)}). Give a folder of class folders, a .csv or a .jsonl.`,
    { cause },
  );
}

/** A problem as the rows' readers say it: after its line, where it has one. */
function badLine(problem: string): LeftOut {
  const [, line, reason] = /^(?:line (\d+): )?(.*)$/s.exec(problem)!;
  return leaveOut('BAD_LINE', '', reason!, line === undefined ? undefined : Number(line));
}

/** The rows with their paths as they are on disk. */
async function withPlaces(root: string, rows: readonly ListRow[]): Promise<{ readonly row: ListRow; readonly place: string }[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    rows.map((row) =>
      limit(async () => {
        const written = row.path.trim();
        if (!written.includes('\\') || written.includes('\0')) return { row, place: written };
        const isName = await lstat(resolve(root, written)).then(
          () => true,
          () => false,
        );
        return { row, place: isName ? written : written.replaceAll('\\', '/') };
      }),
    ),
  );
}

/** @returns the picture, what is wrong with the row, or, where nothing is but that it has no label yet, the line of the report for it. */
function judge(row: ListRow, path: string, seen: Map<string, ListRow>): Photo | LeftOut | string {
  const label = className(row.label.trim());
  if (path === '') return 'path is empty';
  if (path.includes('\0')) return 'path has a zero byte';
  const wrong = label === '' ? undefined : whyNoClassName(label);
  if (wrong !== undefined) return `label ${wrong}`;
  const written = row.split.trim();
  const split = splitNameOf(written);
  if (written !== '' && split === undefined) return `split must be train, val or test, or empty; it is ${JSON.stringify(written)}`;
  const normal = posix.normalize(path);
  if (!isAbsolute(normal) && (normal === '..' || normal.startsWith('../')))
    return `${path} leaves the manifest's folder; move the manifest up, or give an absolute path`;
  if (label === '') return leaveOut('UNLABELLED', normal, 'has no label yet', row.line);
  const earlier = seen.get(normal);
  if (earlier) {
    const before = className(earlier.label.trim());
    const differs = before === label ? '' : `, as '${before}' instead of '${label}'`;
    return `${path} stands in line ${earlier.line} already${differs}`;
  }
  seen.set(normal, row);
  return { path: normal, label, split };
}

/** A list may name pictures of any ending, but only files. */
async function whyNotReadable(file: string, path: string, line: number): Promise<LeftOut | undefined> {
  try {
    const found = await stat(file);
    if (found.isFile()) {
      await access(file, constants.R_OK);
      return undefined;
    }
    return found.isDirectory()
      ? leaveOut('UNREADABLE', path, 'is not a file', line)
      : leaveOut('SPECIAL_FILE', path, 'is a pipe, socket or device', line);
  } catch (error) {
    const isLink =
      (error as NodeJS.ErrnoException).code === 'ENOENT' &&
      (await lstat(file)
        .then(() => true)
        .catch(() => false));
    return isLink ? leaveOut('BROKEN_LINK', path, 'is a link that points nowhere', line) : leaveOutBecause(error, path, line);
  }
}
