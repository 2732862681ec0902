import type { Write, WriteResult } from '../domain/item-store.js';

/** Writes of one collection on their way into the store. */
export interface WriteQueue {
  /** Resolves when the write is committed; rejects with what its commit failed with. */
  readonly add: (write: Write) => Promise<WriteResult>;
  /** Lets all writes wait whose commit has not begun. @returns ends that. */
  readonly hold: () => () => void;
  /** Holds nothing any more, and resolves when all writes have settled. */
  readonly finish: () => Promise<void>;
}

const WRITES_PER_COMMIT = 128;

interface Waiting {
  readonly write: Write;
  readonly resolve: (result: WriteResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes a queue whose writes share commits: those that arrive during one make up the next.
 * @param commit commits writes together, 1 to 128 of them; one call at a time. */
export function createWriteQueue(commit: (writes: readonly Write[]) => Promise<readonly WriteResult[]>): WriteQueue {
  const waiting: Waiting[] = [];
  /** What is waited for, and how it is ended. */
  const holds = new Map<Promise<void>, () => void>();
  let pump: Promise<void> | undefined;
  let isFinishing = false;

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      if (holds.size > 0) {
        await Promise.all(holds.keys());
        continue;
      }
      const batch = waiting.splice(0, WRITES_PER_COMMIT);
      try {
        const results = await commit(batch.map(({ write }) => write));
        batch.forEach(({ resolve }, i) => resolve(results[i]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // At once, not in a `finally` behind the promise: a write that comes in between would find a pump that does not look any more.
    pump = undefined;
  };

  return {
    add: (write) =>
      new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        pump ??= run();
      }),
    hold: () => {
      if (isFinishing) return () => undefined;
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const release = (): void => {
        holds.delete(ended);
        end();
      };
      holds.set(ended, release);
      return release;
    },
    finish: async () => {
      isFinishing = true;
      for (const release of holds.values()) release();
      await pump;
    },
  };
}
