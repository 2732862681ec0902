import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, posix, resolve } from 'node:path';
import { TrainError } from '../errors.js';
import { byCodePoint, list, splitNameOf, trainableLabels, untrainedLabels, type ImageFile, type ImageFolder } from './image-folder.js';
import { readCsvRows, readJsonLinesRows, type ManifestRow, type ManifestRows } from './manifest-rows.js';
import { mapParallel } from '../map-parallel.js';

const READERS: ReadonlyMap<string, (text: string) => ManifestRows> = new Map([
  ['.csv', readCsvRows],
  ['.jsonl', readJsonLinesRows],
  ['.ndjson', readJsonLinesRows],
]);

/** Whether a path names a manifest rather than a folder: by its ending. */
export function isManifest(path: string): boolean {
  return READERS.has(extname(path).toLowerCase());
}

/** Reads a list of labelled pictures: a .csv with a header or a .jsonl, with `path`, `label` and optionally `split` (train, val or test; the
 * rows without one are training pictures, out of which missing splits are drawn).
 * Relative paths start at the manifest's folder and may not leave it through `..`: such a list still holds when the folder is moved or
 * handed on. Absolute paths are taken as they are, for pictures that lie elsewhere; the fingerprint of the data then depends on them.
 * Backslashes count as slashes.
 * @throws TrainError NOT_FOUND for a manifest that is not there; BAD_DATA naming every line that cannot be used, all at once. */
export async function scanManifest(manifest: string): Promise<ImageFolder> {
  const absolute = resolve(manifest);
  const root = dirname(absolute);
  const { rows, problems: unread } = READERS.get(extname(absolute).toLowerCase())!(await readText(absolute, manifest));
  const problems: [line: number, problem: string][] = unread.map((problem) => [Number(/^line (\d+)/.exec(problem)?.[1] ?? 0), problem]);
  const seen = new Map<string, ManifestRow>();
  const candidates: { readonly row: ManifestRow; readonly file: ImageFile }[] = [];
  for (const row of rows) {
    const judged = judge(row, seen);
    if (typeof judged === 'string') problems.push([row.line, `line ${row.line}: ${judged}`]);
    else candidates.push({ row, file: judged });
  }
  const missing = await mapParallel(candidates, 32, ({ file }) => whyNotAFile(resolve(root, file.path)));
  const files: ImageFile[] = [];
  candidates.forEach(({ row, file }, index) => {
    const why = missing[index];
    if (why === undefined) files.push(file);
    else problems.push([row.line, `line ${row.line}: ${file.path} ${why}`]);
  });
  const trainable = trainableLabels(candidates.map(({ file }) => file));
  for (const label of untrainedLabels(
    candidates.map(({ file }) => file),
    trainable,
  ))
    problems.push([Infinity, `class '${label}' has pictures for val or test but none for training`]);
  if (problems.length > 0) {
    const lines = problems.sort(([a], [b]) => a - b).map(([, problem]) => problem);
    throw new TrainError('BAD_DATA', `${manifest} cannot be used as it is:\n${list(lines)}`, { details: { problems: lines } });
  }
  const labels = [...trainable].sort(byCodePoint);
  if (labels.length < 2)
    throw new TrainError(
      'BAD_DATA',
      `${manifest} is not a data set: it has ${labels.length === 1 ? `only the class '${labels[0]!}'` : 'no rows'}. Wanted: at least two classes.`,
    );
  files.sort((a, b) => byCodePoint(a.path, b.path));
  return { source: 'manifest', root, name: basename(absolute, extname(absolute)), labels, files, ignored: 0, ignoredPaths: [] };
}

async function readText(absolute: string, shown: string): Promise<string> {
  const bytes = await readFile(absolute).catch((cause: unknown) => {
    throw new TrainError('NOT_FOUND', `cannot read the manifest ${shown}. Give --data a folder of class folders, a .csv or a .jsonl.`, {
      cause,
    });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TrainError('BAD_DATA', `${shown} is not UTF-8 text. Save it with the encoding UTF-8.`, { cause });
  }
}

/** @returns the file, or what is wrong with the row. */
function judge(row: ManifestRow, seen: Map<string, ManifestRow>): ImageFile | string {
  const label = row.label.trim();
  const path = row.path.trim().replaceAll('\\', '/');
  if (path === '') return 'path is empty';
  if (path.includes('\0')) return 'path has a zero byte';
  if (label === '' || /[\u0000-\u001f]/.test(label)) return `label is ${label === '' ? 'empty' : 'not one line of text'}`;
  const written = row.split.trim();
  const split = splitNameOf(written);
  if (written !== '' && split === undefined) return `split must be train, val or test, or empty; it is ${JSON.stringify(written)}`;
  const normal = posix.normalize(path);
  if (!isAbsolute(normal) && (normal === '..' || normal.startsWith('../')))
    return `${path} leaves the manifest's folder; move the manifest up, or give an absolute path`;
  const earlier = seen.get(normal);
  if (earlier) {
    const differs = earlier.label.trim() === label ? '' : `, as '${earlier.label.trim()}' instead of '${label}'`;
    return `${path} stands in line ${earlier.line} already${differs}`;
  }
  seen.set(normal, row);
  return { path: normal, label, split };
}

async function whyNotAFile(path: string): Promise<string | undefined> {
  return stat(path).then(
    (found) => (found.isFile() ? undefined : 'is not a file'),
    (error: unknown) => ((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read: ${String(error)}`),
  );
}
