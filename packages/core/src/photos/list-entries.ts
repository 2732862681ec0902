import { isUtf8 } from 'node:buffer';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { byCodePoint } from './by-code-point.js';
import { leaveOut, leaveOutBecause, type LeftOut } from './left-out.js';
import { isHiddenName, isPictureName } from './picture-name.js';
import type { WalkBudget, WalkPlace } from './walk-limits.js';

/** A file, folder or something else, itself or behind a link. */
export interface Entry {
  readonly name: string;
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly type: 'file' | 'folder' | 'special';
  readonly linked: boolean;
}

/** Questions to the disk at once. */
const AT_ONCE = 32;

/** Entries that the system is asked for at once. */
const ENTRIES_AT_ONCE = 1024;

/** What lies in a folder, in code point order of the names: hidden names are passed over, links are followed, nothing is opened.
 * @param place the folder.  @param budget ends the reading of a folder that holds too much, before all of it is in memory.
 * @param report is told of what cannot be followed or has a name that is not UTF-8.
 * @throws what the system says of the folder itself; CoreError TOO_MANY_FILES. */
export async function listEntries(
  root: string,
  place: WalkPlace,
  budget: WalkBudget,
  report: (leftOut: LeftOut) => void,
): Promise<readonly Entry[]> {
  const { folder } = place;
  budget.enter(place);
  const limit = pLimit(AT_ONCE);
  const found: (Entry | LeftOut)[] = [];
  const followed: Promise<Entry | LeftOut>[] = [];
  // A letter for each byte: decoded, a name that is not UTF-8 would have marks in it that lead to no file.
  for await (const entry of await opendir(join(root, folder), { encoding: 'latin1', bufferSize: ENTRIES_AT_ONCE })) {
    const bytes = Buffer.from(entry.name, 'latin1');
    const name = bytes.toString('utf8');
    budget.count(place, isPictureName(name));
    if (isHiddenName(name)) continue;
    const path = folder === '' ? name : `${folder}/${name}`;
    if (!isUtf8(bytes))
      found.push(leaveOut('NOT_UTF8', `${folder === '' ? '' : `${folder}/`}${escaped(bytes)}`, 'has a name that is not UTF-8'));
    else if (entry.isFile()) found.push({ name, path, type: 'file', linked: false });
    else if (entry.isDirectory()) found.push({ name, path, type: 'folder', linked: false });
    // A link, or a file system that does not say what its entries are.
    else followed.push(limit(() => follow({ name, path, linked: entry.isSymbolicLink() }, join(root, path))));
  }
  return [...found, ...(await Promise.all(followed))]
    .filter((entry): entry is Entry => {
      if ('code' in entry) report(entry);
      return 'type' in entry;
    })
    .sort((a, b) => byCodePoint(a.name, b.name));
}

async function follow(entry: Omit<Entry, 'type'>, file: string): Promise<Entry | LeftOut> {
  try {
    const target = await stat(file);
    return { ...entry, type: target.isFile() ? 'file' : target.isDirectory() ? 'folder' : 'special' };
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return gone && entry.linked ? leaveOut('BROKEN_LINK', entry.path, 'is a link that points nowhere') : leaveOutBecause(error, entry.path);
  }
}

/** Bytes of a name that is not UTF-8, legible: `caf\xe9.jpg`. */
function escaped(name: Buffer): string {
  return [...name]
    .map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`))
    .join('');
}
