import { open } from 'node:fs/promises';

/** One line of metrics.jsonl. */
export interface RunEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface LoggedEvent {
  readonly event: RunEvent;
  /** Byte offset behind its line. */
  readonly end: number;
}

/** Reads whole lines of an append-only log from a byte offset on. A last line without its newline is still being written and is left for the next
 * time; a line that is not an event (say, after a crash) is passed over.
 * @param offset beyond the end: nothing is read. @param maxBytes of the log to look at. */
export async function readEvents(
  file: string,
  offset: number,
  maxBytes: number,
): Promise<{ events: LoggedEvent[]; nextOffset: number; size: number }> {
  let handle;
  try {
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
      const event = parseEvent(chunk.toString('utf8', from, newline));
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

function parseEvent(line: string): RunEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    if (typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string') return event as RunEvent;
  } catch {
    // Not JSON: passed over, as documented.
  }
  return undefined;
}
