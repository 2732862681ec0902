import { ServerError } from '../../domain/errors.js';

/** What a header of an archive says of one entry. */
export interface ArchiveEntry {
  readonly path: string;
  /** As node-tar names it. */
  readonly type: string;
  readonly size: number;
}

/** How much may come out of one archive. */
export interface ArchiveLimits {
  /** Of all files together. */
  readonly bytes: number;
  readonly files: number;
}

/** Letters, digits, `.`, `_` and `-`, not first a dot: nothing that a file system takes for another name, and no `..`. */
const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;
/** `<version>/<part>/<file>`, and one more above it. */
const MOST_LEVELS = 4;

/** Judges the entries of one archive, in their order.
 * @returns tells where a file goes, relative and with `/`; undefined for a folder.
 * @throws ServerError BAD_ARCHIVE for what is no plain file or folder of an ordinary name below the archive's top, or comes twice; PAYLOAD_TOO_LARGE. (by what is returned) */
export function createEntryJudge({ bytes, files }: ArchiveLimits): (entry: ArchiveEntry) => string | undefined {
  const taken = new Set<string>();
  let total = 0;
  return ({ path, type, size }) => {
    const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}...` : path);
    const refuse = (what: string): never => {
      throw new ServerError('BAD_ARCHIVE', `the archive's entry ${shown} ${what}; pack the folder of one artifact, of plain files alone`);
    };
    const folder = type === 'Directory';
    if (!folder && type !== 'File' && type !== 'OldFile') refuse(`is a ${type}`);
    const name = path.replace(/^(\.\/)+/, '').replace(/\/$/, '');
    if (folder && (name === '' || name === '.')) return undefined;
    const segments = name.split('/');
    if (segments.length > MOST_LEVELS) refuse('lies too deep');
    if (!segments.every((segment) => SEGMENT.test(segment))) refuse('has a name that no file of an artifact has');
    if (folder) return undefined;
    // Names that differ in case alone are one on some disks.
    const key = name.toLowerCase();
    if (taken.has(key)) refuse('comes twice');
    taken.add(key);
    if (taken.size > files) throw new ServerError('PAYLOAD_TOO_LARGE', `the archive has more than the ${files} files allowed`);
    total += size;
    if (!(total <= bytes)) throw new ServerError('PAYLOAD_TOO_LARGE', `the files of the archive have more than the ${bytes} bytes allowed`);
    return name;
  };
}
