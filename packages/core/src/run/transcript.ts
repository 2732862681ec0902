import { appendFileSync, closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { hideCredentials } from './hide-credentials.js';
import { RUN_FILES } from './run-files.js';

/** Where what a training says to people is kept. */
export interface Transcript {
  /** Adds lines, each with the time. */
  readonly write: (text: string) => void;
}

/** Of the file that is written to, bytes: then it becomes the older one, and what was that is gone. Days of lines every ten seconds. */
const LIMIT_BYTES = 1024 * 1024;
/** Of one line, characters. */
const LONGEST_LINE = 2000;

/** Opens the transcript of a run, to add to it: lines of text with their time, without colours and secrets, in two files of bounded size.
 * A file that cannot be written loses lines and ends no training.
 * @param options for tests. */
export function openTranscript(
  runFolder: string,
  {
    clock = () => new Date(),
    limitBytes = LIMIT_BYTES,
    environment = process.env,
  }: {
    readonly clock?: () => Date;
    readonly limitBytes?: number;
    readonly environment?: Readonly<Record<string, string | undefined>>;
  } = {},
): Transcript {
  const file = path.join(runFolder, RUN_FILES.transcript);
  const older = path.join(runFolder, RUN_FILES.olderTranscript);
  // What a crash cut off is ended, so that the first line of this sitting is one.
  let ending = endsWithin(file) ? '\n' : '';
  return {
    write: (text) => {
      const time = clock().toISOString();
      const lines = plain(hideCredentials(stripVTControlCharacters(text), environment)).map((line) => `${time} ${line}\n`);
      try {
        if (sizeOf(file) >= limitBytes) renameSync(file, older);
        appendFileSync(file, `${ending}${lines.join('')}`);
        ending = '';
      } catch {
        // A full disk is told of by what cannot do without it.
      }
    },
  };
}

/** A bar that was drawn over and over counts as its last state. */
function plain(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const shown = (line.split('\r').findLast((part) => part !== '') ?? '').replace(/\p{Cc}/gu, ' ').trimEnd();
    return shown === '' ? [] : [shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE - 1)}…` : shown];
  });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether a file ends within a line. */
function endsWithin(file: string): boolean {
  if (sizeOf(file) === 0) return false;
  const opened = openSync(file, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(opened, last, 0, 1, fstatSync(opened).size - 1);
    return last[0] !== 0x0a;
  } finally {
    closeSync(opened);
  }
}
