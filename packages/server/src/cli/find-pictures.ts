import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { describeLeftOut, readPhotos, type LeftOut, type SplitName } from '@supcon/core/photos';
import { ServerError } from '../domain/errors.js';

/** A picture of a data folder or list. */
export interface FoundPicture {
  readonly file: string;
  /** Its class. */
  readonly label: string;
  /** What the folders or the list use it for; undefined where they do not say. */
  readonly split: SplitName | undefined;
  /** From the data folder, with `/`. */
  readonly name: string;
  /** What its item is called. */
  readonly id: string;
}

/** What there is to index, and what lies there and is not. */
export interface FoundPictures {
  /** By name. */
  readonly pictures: readonly FoundPicture[];
  readonly leftOut: readonly LeftOut[];
}

/** Lines of a list that a message shows. */
const MOST_LINES = 50;

/** The pictures of a folder with one sub-folder for each class, the same inside train/, val/ and test/, or of a list (.csv, .jsonl), as training
 * reads them. @param split only these pictures; those that are in no split are training pictures.
 * @throws ServerError BAD_DATA when there are none, or when lines of a list cannot be used. */
export async function findPictures(data: string, split?: SplitName): Promise<FoundPictures> {
  const { source, root, photos, leftOut } = await readPhotos(data).catch((cause: unknown) => {
    if (!(cause instanceof CoreError)) throw cause;
    throw new ServerError('BAD_DATA', cause.message, { cause });
  });
  const wrong = leftOut.filter(({ code }) => code === 'BAD_LINE');
  if (wrong.length > 0) {
    const shown = wrong.slice(0, MOST_LINES).map((line) => `\n  - ${describeLeftOut(line)}`);
    const more = wrong.length > MOST_LINES ? `\n  ... and ${wrong.length - MOST_LINES} more` : '';
    throw new ServerError('BAD_DATA', `${data} cannot be used as it is:${shown.join('')}${more}`);
  }
  const pictures = photos
    .filter((photo) => split === undefined || (photo.split ?? 'train') === split)
    .map(({ path: name, label, split: own }) => ({ file: path.resolve(root, name), label, split: own, name, id: itemId(name) }));
  if (pictures.length === 0) {
    const first = leftOut.find(({ kind }) => kind !== 'passed-over') ?? leftOut[0];
    const of = split === undefined ? '' : ` for --split ${split}`;
    const example =
      source === 'list'
        ? 'lines with path and label'
        : `one sub-folder of pictures for each class, e.g. ${path.join(data, 'apple', '0001.jpg')}`;
    throw new ServerError(
      'BAD_DATA',
      `${data}: has no pictures${of}; it needs ${example}${first === undefined ? '' : ` (left out: ${describeLeftOut(first)}${leftOut.length > 1 ? `, and ${leftOut.length - 1} more` : ''})`}`,
    );
  }
  return { pictures, leftOut };
}

/** Whether an item's picture lies where something could not be read: it may be there still, so the item stays.
 * @param name of the picture, from the data folder. */
export function mayBeThereStill(name: unknown, leftOut: readonly LeftOut[]): boolean {
  if (typeof name !== 'string') return false;
  return leftOut.some(
    ({ kind, path: lost }) =>
      kind === 'unreadable' && lost !== '' && (name === lost || name.startsWith(lost.endsWith('/') ? lost : `${lost}/`)),
  );
}

/** What marks the items of a data folder, or a list, as its own: the hash of where it lies. */
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
    .slice(-100)
    .replace(/^[^A-Za-z0-9]+/, '')}-${hash}`.replace(/^-/, '');
}
