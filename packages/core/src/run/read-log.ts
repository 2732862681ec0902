import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseRunEvent } from './parse-run-event.js';
import type { RunEvent } from './run-event.js';
import { RUN_FILES } from './run-files.js';

/** An event with its place in the log. */
export interface LoggedEvent {
  readonly event: RunEvent;
  /** Byte offset behind its line. */
  readonly end: number;
}

/** Part of a log. */
export interface LogPart {
  readonly events: readonly LoggedEvent[];
  /** Where to go on reading. */
  readonly nextOffset: number;
  /** Of the log, in bytes. */
  readonly size: number;
}

/** Reads whole lines of an append-only log from a byte offset on. A last line without its newline is still being written and is left for the next
 * time; a line that is not an event (say, after a crash) is passed over.
 * @param offset beyond the end: nothing is read. @param maxBytes of the log to look at. */
export async function readLogPart(file: string, offset: number, maxBytes: number): Promise<LogPart> {
  let handle;
  try {
    // A pipe would be waited for without end.
    if (!(await stat(file)).isFile()) return { events: [], nextOffset: 0, size: 0 };
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { events: [], nextOffset: 0, size: 0 };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.min(offset, size);
    const buffer = Buffer.alloc(Math.min(maxBytes, size - start));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    const chunk = buffer.subarray(0, bytesRead);
    const events: LoggedEvent[] = [];
    let from = 0;
    for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
      const event = parseLine(chunk.toString('utf8', from, newline));
      from = newline + 1;
      if (event) events.push({ event, end: start + from });
    }
    // A line longer than a whole read is no event; going on behind it keeps the reader from standing still.
    if (from === 0 && bytesRead === maxBytes) from = bytesRead;
    return { events, nextOffset: start + from, size };
  } finally {
    await handle.close();
  }
}

/** All events of a run's log, of whichever version; none where there is no log yet. What a crash cut off is passed over. */
export async function readRunEvents(runFolder: string): Promise<RunEvent[]> {
  const text = await readFile(path.join(runFolder, RUN_FILES.log), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => parseLine(line) ?? []);
}

function parseLine(line: string): RunEvent | undefined {
  try {
    return parseRunEvent(JSON.parse(line));
  } catch {
    // Not JSON: passed over, as documented.
    return undefined;
  }
}
