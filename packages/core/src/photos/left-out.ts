import type { SplitName } from './split-name.js';

/** What a left-out file means to who reads the set: a picture that is lost (`unreadable`), something that is not where or what it should
 * be (`misplaced`), or what is rightly no picture (`passed-over`). */
export type LeftOutKind = 'unreadable' | 'misplaced' | 'passed-over';

/** Every reason for which a file, folder or line does not count, with what can be done. `docs/photos.md` lists the same, held by a test. */
export const LEFT_OUT_CODES = {
  BROKEN_LINK: ['unreadable', 'a link that points nowhere', 'mend or remove the link, or attach the disk that it points to'],
  LINK_LOOP: ['unreadable', 'a link that points at itself, by whatever way', 'mend or remove the link'],
  NO_PERMISSION: ['unreadable', 'a file or folder that may not be read', 'give yourself the right to read it: chmod u+rX'],
  NOT_UTF8: ['unreadable', 'a name that is not UTF-8 text', 'rename it, e.g. with convmv -f latin1 -t utf8 --notest'],
  FOLDER_NAMED_PICTURE: [
    'unreadable',
    'a folder with the ending of a picture, inside a class',
    'rename the folder to have its pictures read',
  ],
  SPECIAL_FILE: ['unreadable', 'a pipe, socket or device with the name of a picture; it is never opened', 'remove it'],
  MISSING: ['unreadable', 'a line of a list whose file is not there', 'mend the path, or remove the line'],
  UNREADABLE: ['unreadable', 'a file or folder that the system cannot read', 'check disk and path, or remove it'],
  STRAY_FOLDER: ['misplaced', 'a folder beside train/ that is no split', 'move it into train/, val/ or test/, or remove it'],
  EMPTY_CLASS: ['misplaced', 'a class folder without a picture that can be read', 'add pictures, or remove the folder'],
  BAD_CLASS_NAME: [
    'misplaced',
    'a class folder whose name is not one line of text, or has characters in it that hide or turn it round',
    'rename the folder',
  ],
  BAD_LINE: ['misplaced', 'a line of a list that cannot be used', 'mend the line'],
  LOOSE_PICTURE: ['passed-over', 'a picture that lies in no class folder', 'move it into the folder of its class'],
  READ_ALREADY: ['passed-over', 'a link to a folder that this class has read already', 'nothing has to be done'],
  UNLABELLED: ['passed-over', 'a line of a list whose label is still empty', 'write its class into the column label'],
  NOT_A_PICTURE: ['passed-over', 'a file that is no picture by its ending', 'give pictures their ending; leave the others where they are'],
} as const satisfies Record<string, readonly [kind: LeftOutKind, meaning: string, remedy: string]>;

/** A code of the catalogue above. */
export type LeftOutCode = keyof typeof LEFT_OUT_CODES;

/** A file, folder or line that does not count. */
export interface LeftOut {
  /** From the set's root as in `Photo`, of a folder with a slash at its end; bytes that are no UTF-8 as `\xe9`. Empty for a line without. */
  readonly path: string;
  /** In a list, from 1. */
  readonly line?: number;
  readonly code: LeftOutCode;
  readonly kind: LeftOutKind;
  /** The class that it would belong to, where that is known. */
  readonly label?: string;
  readonly split?: SplitName | undefined;
  /** Goes on from the path: "is a link that points nowhere". */
  readonly reason: string;
  /** What to do. */
  readonly remedy: string;
}

/** A line of the report. */
export function leaveOut(code: LeftOutCode, path: string, reason: string, line?: number): LeftOut {
  const [kind, , remedy] = LEFT_OUT_CODES[code];
  return { path, ...(line === undefined ? {} : { line }), code, kind, reason, remedy };
}

const OF_SYSTEM: ReadonlyMap<string, readonly [LeftOutCode, string]> = new Map([
  ['ENOENT', ['MISSING', 'does not exist']],
  ['ELOOP', ['LINK_LOOP', 'is a link that points at itself']],
  ['EACCES', ['NO_PERMISSION', 'may not be read']],
  ['EPERM', ['NO_PERMISSION', 'may not be read']],
]);

/** Whether it was the system that refused a file, as `leaveOutBecause` takes it: an error with a code such as ENOENT. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);
}

/** A line of the report for a file that could not be opened or read. @param error what the system said. */
export function leaveOutBecause(error: unknown, path: string, line?: number): LeftOut {
  const system = (error as NodeJS.ErrnoException | null)?.code;
  const [code, reason] = OF_SYSTEM.get(system ?? '') ?? ['UNREADABLE', `cannot be read (${system ?? String(error)})`];
  return leaveOut(code, path, reason, line);
}

/** One line of text for people, without the code: line, path, reason. Line breaks in names are escaped, so that it stays one. */
export function describeLeftOut({ line, path, reason }: LeftOut): string {
  const shown = path.replaceAll(/[\u0000-\u001f\u007f]/g, (mark) => `\\x${mark.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return [...(line === undefined ? [] : [`line ${line}:`]), ...(shown === '' ? [] : [shown]), reason].join(' ');
}
