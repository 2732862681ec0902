import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';

/** More than SQLite's log of changes takes before it is written back, 4 MiB. */
const BYTES = 8 << 20;
/** It is only kept where it is a small part of what is free. */
const LEAST_FREE = 10 * BYTES;

/** Room that is kept for deleting: SQLite writes a log of what it deletes, so that on a full disk nothing could be deleted. */
export class Ballast {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.keep();
  }

  /** Takes the room where it is not taken and there is enough. Never throws: without it, deleting on a full disk is refused. */
  keep(): void {
    try {
      if (this.#size() === BYTES) return;
      const { bavail, bsize } = statfsSync(path.dirname(this.#file));
      if (bavail * bsize < LEAST_FREE) return;
      const descriptor = openSync(this.#file, 'w');
      try {
        // Not a hole: the room has to be taken.
        writeSync(descriptor, Buffer.alloc(BYTES));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      this.release();
    }
  }

  /** Gives the room back. @returns whether there was any. */
  release(): boolean {
    const had = this.#size() > 0;
    rmSync(this.#file, { force: true });
    return had;
  }

  #size(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }
}
