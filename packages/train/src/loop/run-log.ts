import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES, type RunEvent } from '@supcon/core/run/events';
import type { Reporter } from '../console/reporter.js';

/** Where a run's events go: appended to its log, and on to the reporter. */
export interface RunLog {
  /** Adds the time. */
  write(event: RunEvent): void;
}

/** Lines are appended whole and never changed, so that a reader can follow the file by byte offset. A line cut off by a crash is ended
 * first, and stays behind as one that is not JSON.
 * @param clock for the `time` of each event. */
export function createRunLog(runFolder: string, reporter: Reporter, clock: () => Date = () => new Date()): RunLog {
  const path = join(runFolder, RUN_FILES.log);
  if (existsSync(path) && !endsWithNewline(path)) appendFileSync(path, '\n');
  return {
    write: ({ type, ...fields }) => {
      const event = { time: clock().toISOString(), type, ...fields };
      appendFileSync(path, `${JSON.stringify(event)}\n`);
      reporter.event(event);
    },
  };
}

function endsWithNewline(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size === 0) return true;
    const last = Buffer.alloc(1);
    readSync(file, last, 0, 1, size - 1);
    return last[0] === 0x0a;
  } finally {
    closeSync(file);
  }
}
