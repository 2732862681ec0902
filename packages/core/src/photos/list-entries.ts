import { isUtf8 } from 'node:buffer';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { byCodePoint } from './by-code-point.js';
import { leaveOut, leaveOutBecause, type LeftOut } from './left-out.js';
import { isHiddenName } from './picture-name.js';

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

/** What lies in a folder, in code point order of the names: hidden names are passed over, links are followed, nothing is opened.
 * @param folder from the root, '' for the root itself.
 * @param report is told of what cannot be followed or has a name that is not UTF-8.  @throws what the system says of the folder itself. */
export async function listEntries(root: string, folder: string, report: (leftOut: LeftOut) => void): Promise<readonly Entry[]> {
  // As bytes: decoded, a name that is not UTF-8 would have marks in it that lead to no file.
  const found = await readdir(join(root, folder), { encoding: 'buffer', withFileTypes: true });
  const limit = pLimit(AT_ONCE);
  const entries = await Promise.all(
    found.map(async (entry): Promise<Entry | LeftOut | undefined> => {
      const name = entry.name.toString('utf8');
      if (isHiddenName(name)) return undefined;
      const path = folder === '' ? name : `${folder}/${name}`;
      if (!isUtf8(entry.name)) {
        const shown = `${folder === '' ? '' : `${folder}/`}${escaped(entry.name)}`;
        return leaveOut('NOT_UTF8', shown, 'has a name that is not UTF-8');
      }
      if (entry.isFile()) return { name, path, type: 'file', linked: false };
      if (entry.isDirectory()) return { name, path, type: 'folder', linked: false };
      // A link, or a file system that does not say what its entries are.
      return limit(() => follow({ name, path, linked: entry.isSymbolicLink() }, join(root, path)));
    }),
  );
  return entries
    .filter((entry): entry is Entry => {
      if (entry !== undefined && 'code' in entry) report(entry);
      return entry !== undefined && 'type' in entry;
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
