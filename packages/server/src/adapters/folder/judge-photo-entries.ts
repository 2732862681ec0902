import { isHiddenName, isPictureName, splitNameOf } from '@supcon/core/photos';
import { ServerError } from '../../domain/errors.js';
import type { LeftOutFile } from '../../domain/photo-archives.js';
import { photoEntryName, withoutTopFolder } from './photo-entry-name.js';

/** What an archive says of one entry. */
export interface PhotoEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Unpacked, as the archive says. */
  readonly bytes: number;
  readonly isEncrypted: boolean;
}

/** How much may come out of one archive. */
export interface PhotoLimits {
  /** Of all pictures together. */
  readonly bytes: number;
  /** Of one picture. */
  readonly pictureBytes: number;
  readonly pictures: number;
}

/** Which entries of an archive are kept. */
export interface JudgedEntries<T> {
  /** Each with its place in the new folder, relative, with `/`. */
  readonly kept: readonly { readonly entry: T; readonly place: string }[];
  readonly leftOut: readonly LeftOutFile[];
}

/** Judges all entries of an archive before one is written. An archive with an entry that would be written elsewhere, is a link or a device, is refused whole: whoever packs such a
 * one means harm. What systems make for themselves (`__MACOSX`, `.DS_Store`) is passed over without a word, other files that are no pictures by their name are told.
 * @throws ServerError BAD_ARCHIVE, PAYLOAD_TOO_LARGE. */
export function judgePhotoEntries<T extends PhotoEntry>(entries: readonly T[], limits: PhotoLimits): JudgedEntries<T> {
  const leftOut: LeftOutFile[] = [];
  const kept: { entry: T; parts: readonly string[] }[] = [];
  let total = 0;
  for (const entry of entries) {
    const parts = photoEntryName(entry.path);
    const shown = JSON.stringify(parts.join('/').slice(0, 200));
    if (entry.kind === 'other') throw refused(`${shown} is a link or a device`);
    if (entry.kind === 'folder' || parts.some(isHiddenName) || parts.length === 0) continue;
    if (!isPictureName(parts.at(-1)!)) {
      leftOut.push({ file: parts.join('/'), reason: 'is no picture by its name' });
      continue;
    }
    if (entry.isEncrypted) throw refused(`${shown} is encrypted; pack it without a password`);
    if (entry.bytes > limits.pictureBytes)
      throw new ServerError(
        'PAYLOAD_TOO_LARGE',
        `the picture ${shown} has ${entry.bytes} bytes, ${limits.pictureBytes} are allowed; nothing was kept`,
      );
    total += entry.bytes;
    if (!(total <= limits.bytes))
      throw new ServerError('PAYLOAD_TOO_LARGE', `the archive unpacks to more than the ${limits.bytes} bytes allowed; nothing was kept`);
    kept.push({ entry, parts });
    if (kept.length > limits.pictures)
      throw new ServerError('PAYLOAD_TOO_LARGE', `the archive has more than the ${limits.pictures} pictures allowed; nothing was kept`);
  }
  const places = withoutTopFolder(
    kept.map(({ parts }) => parts),
    (name) => splitNameOf(name) !== undefined,
  ).map((parts) => parts.join('/'));
  requireDistinct(places);
  return { kept: kept.map(({ entry }, index) => ({ entry, place: places[index]! })), leftOut };
}

/** Also on disks that do not tell upper from lower case, or know one letter in two forms. */
function requireDistinct(places: readonly string[]): void {
  const plain = (place: string): string => place.normalize('NFC').toLowerCase();
  const taken = new Set<string>();
  for (const place of places) {
    if (taken.has(plain(place))) throw refused(`two of its pictures are ${JSON.stringify(place.slice(0, 200))}`);
    taken.add(plain(place));
  }
  for (const place of taken)
    for (let at = place.lastIndexOf('/'); at > 0; at = place.lastIndexOf('/', at - 1))
      if (taken.has(place.slice(0, at))) throw refused(`${JSON.stringify(place.slice(0, at))} is a picture and a folder in it`);
}

function refused(why: string): ServerError {
  return new ServerError('BAD_ARCHIVE', `the archive is refused: ${why}; nothing of it was kept`);
}
