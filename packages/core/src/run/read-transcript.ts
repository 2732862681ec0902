import { readBoundedFile } from './read-bounded-file.js';
import { RUN_FILES } from './run-files.js';

/** A line that a training said to people. */
export interface TranscriptLine {
  /** ISO 8601. */
  readonly time: string;
  readonly text: string;
}

/** The end of what a training has said. */
export interface TranscriptEnd {
  /** Whether there is a transcript: runs of earlier versions have none. */
  readonly recorded: boolean;
  /** Oldest first. */
  readonly lines: readonly TranscriptLine[];
  /** Whether there are lines before these. */
  readonly more: boolean;
}

/** Of each of the two files, from its end; what is written there is bounded, but by whom it was written nobody knows. */
const MOST_BYTES = 2 * 1024 * 1024;
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (.*)$/;

/** The last lines of a run's transcript. What is no line of one, as a crash leaves it, is passed over.
 * @param most lines, at least 1. */
export async function readTranscript(runFolder: string, most: number): Promise<TranscriptEnd> {
  const current = await readEnd(runFolder, RUN_FILES.transcript);
  const newest = current ? linesOf(current) : [];
  const before = newest.length > most ? undefined : await readEnd(runFolder, RUN_FILES.olderTranscript);
  const lines = before ? [...linesOf(before), ...newest] : newest;
  return { recorded: (current ?? before) !== undefined, lines: lines.slice(-most), more: lines.length > most };
}

function linesOf(text: string): TranscriptLine[] {
  return text.split('\n').flatMap((line) => {
    const found = LINE.exec(line);
    return found ? [{ time: found[1]!, text: found[2]! }] : [];
  });
}

async function readEnd(runFolder: string, name: string): Promise<string | undefined> {
  const end = await readBoundedFile(runFolder, name, MOST_BYTES);
  // The first line of a part is whole only at the beginning of the file.
  return end && (end.whole ? end.text : end.text.slice(end.text.indexOf('\n') + 1));
}
