import { fstatSync, write as writeFile, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Lines on stdout or stderr that never hold up the program and never end it, whatever lies behind: a full disk, a pipe that nobody reads, one whose
 * reader has gone. What finds no room is dropped and counted. */
export interface Output {
  /** @param text whole lines. */
  write(text: string): void;
  /** Lines that were dropped so far. */
  readonly dropped: number;
  /** Resolves when everything is written or dropped, or after so long. @returns whether nothing is left. */
  flush(limitMs: number): Promise<boolean>;
}

/** How much may wait, and how the loss of lines is told. */
export interface OutputOptions {
  /** Bytes that may wait to be written; default 1 MiB. */
  readonly maxWaitingBytes?: number;
  /** The line, with its end, that stands where lines are missing. Default: none. */
  readonly noticeOf?: (dropped: number) => string;
}

/** Writes a piece of text. @returns how many of its bytes were taken. @throws when none were. */
export type WriteBytes = (bytes: Buffer) => Promise<number>;

const DEFAULT_WAITING_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** @param fd 1 or 2, or any other that is open for writing where it is no pipe. */
export function openOutput(fd: number, options: OutputOptions = {}): Output {
  const kind = fstatSync(fd);
  if (kind.isFIFO() || kind.isSocket()) return pipeOutput(fd === 1 ? process.stdout : process.stderr, options);
  const output = queuedOutput((bytes) => writeBytes(fd, bytes), options);
  // What a program that ends by a fault has said last matters most.
  process.once('exit', () => output.takeRest((bytes) => writeSync(fd, bytes)));
  return output;
}

/** Writes one piece after the other, and as one piece what came meanwhile. @param write what may fail, or take part of a piece. */
export function queuedOutput(
  write: WriteBytes,
  { maxWaitingBytes = DEFAULT_WAITING_BYTES, noticeOf = () => '' }: OutputOptions = {},
): Output & { takeRest(writeNow: (bytes: Buffer) => void): void } {
  let waiting: string[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let untold = 0;
  /** A line was begun and could not be ended. */
  let torn = false;
  let running: Promise<void> | undefined;

  const drop = (text: string): void => {
    const lines = countLines(text);
    dropped += lines;
    untold += lines;
  };
  const writeWhole = async (text: string): Promise<void> => {
    const whole = Buffer.from(torn ? `\n${text}` : text);
    let rest = whole;
    try {
      while (rest.length > 0) {
        const taken = await write(rest);
        if (taken < 1) throw new Error('nothing was taken');
        torn = rest[taken - 1] !== NEWLINE;
        rest = rest.subarray(taken);
      }
    } catch {
      drop(rest === whole ? text : rest.toString('utf8'));
    }
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const text = waiting.join('');
      waiting = [];
      waitingBytes = 0;
      const before = untold;
      await writeWhole(text);
      // Told only behind something that could be written.
      if (before === 0 || untold !== before) continue;
      untold = 0;
      await writeWhole(noticeOf(before));
    }
    running = undefined;
  };
  return {
    write: (text) => {
      const bytes = Buffer.byteLength(text);
      if (waitingBytes + bytes > maxWaitingBytes) {
        drop(text);
        return;
      }
      waiting.push(text);
      waitingBytes += bytes;
      running ??= run();
    },
    get dropped() {
      return dropped;
    },
    flush: (limitMs) => within(running, limitMs),
    takeRest: (writeNow) => {
      const text = waiting.join('');
      waiting = [];
      try {
        if (text !== '') writeNow(Buffer.from(text));
      } catch {
        drop(text);
      }
    },
  };
}

/** A pipe takes what it has room for at once and the rest when its reader has read; libuv sees to that without waiting. */
export function pipeOutput(stream: Writable, { maxWaitingBytes = DEFAULT_WAITING_BYTES, noticeOf = () => '' }: OutputOptions): Output {
  let dropped = 0;
  let untold = 0;
  let broken = false;
  let settled: Promise<void> | undefined;
  // Node pipes what each thread writes into this stream, with a listener for each, and then sets the bound back: the next listener, this one, would be warned of as a leak.
  stream.setMaxListeners(0);
  stream.on('error', () => (broken = true));
  return {
    write: (text) => {
      if (broken || stream.writableLength + Buffer.byteLength(text) > maxWaitingBytes) {
        const lines = countLines(text);
        dropped += lines;
        untold += lines;
        return;
      }
      const notice = untold > 0 ? noticeOf(untold) : '';
      untold = 0;
      settled = new Promise((resolve) => stream.write(notice + text, () => resolve()));
    },
    get dropped() {
      return dropped;
    },
    flush: (limitMs) => within(settled, limitMs),
  };
}

function writeBytes(fd: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    writeFile(fd, bytes, (error, written) => {
      if (error) reject(error);
      else resolve(written);
    });
  });
}

async function within(work: Promise<void> | undefined, limitMs: number): Promise<boolean> {
  if (!work) return true;
  const clock = new AbortController();
  const late = sleep(limitMs, false, { signal: clock.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), late]);
  clock.abort();
  return done;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
