import { createHash } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { ServerError } from '../domain/errors.js';

const PICTURE = /\.(jpe?g|png|webp|gif)$/i;

/** A picture of a data folder. */
export interface FoundPicture {
  readonly file: string;
  /** The sub-folder it lies in. */
  readonly label: string;
  /** From the data folder, with `/`. */
  readonly name: string;
  /** What its item is called. */
  readonly id: string;
}

/** Pictures of a folder with one sub-folder for each class, by name. @throws ServerError BAD_DATA when there are none. */
export async function findPictures(data: string): Promise<FoundPicture[]> {
  const bad = (reason: string, cause?: unknown): ServerError =>
    new ServerError(
      'BAD_DATA',
      `${data}: ${reason}; it needs one sub-folder of pictures for each class, e.g. ${path.join(data, 'apple', '0001.jpg')}`,
      { cause },
    );
  const entries = await readdir(data, { withFileTypes: true }).catch((cause: unknown) => {
    throw bad(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, cause);
  });
  const labels = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
  const pictures: FoundPicture[] = [];
  for (const label of labels.sort()) {
    const files = await readdir(path.join(data, label), { recursive: true, withFileTypes: true });
    for (const entry of files)
      if (entry.isFile() && PICTURE.test(entry.name)) {
        const file = path.join(entry.parentPath, entry.name);
        const name = path.relative(data, file).split(path.sep).join('/');
        pictures.push({ file, label, name, id: itemId(name) });
      }
  }
  if (pictures.length === 0)
    throw bad(labels.length === 0 ? 'has no sub-folders' : 'has no JPEG, PNG, WebP or GIF files in its sub-folders');
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What marks the items of a data folder as its own: the hash of where it lies. */
export async function folderOrigin(data: string): Promise<string> {
  const place = await realpath(data);
  return `folder:${createHash('sha256').update(place).digest('hex').slice(0, 16)}`;
}

/** The path with characters an id may have; with a piece of its hash where that alone could also be another file's. */
function itemId(name: string): string {
  const plain = name.replaceAll('/', ':');
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(plain)) return plain;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${plain
    .replace(/[^A-Za-z0-9._:-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(-100)}-${hash}`.replace(/^-/, '');
}
