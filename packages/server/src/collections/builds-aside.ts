import { createSerialQueue } from '../threads/serial-queue.js';

/** Collections that are being built beside others, one at a time for each: whoever begins the next finds nothing of the one before under way. */
export interface BuildsAside {
  /** @param build is told by a signal when the collection is gone. */
  run<T>(name: string, build: (gone: AbortSignal) => Promise<T>): Promise<T>;
  /** Tells what is under way that the collection is gone, and waits for its end. */
  end(name: string): Promise<void>;
}

interface Builds {
  readonly inTurn: ReturnType<typeof createSerialQueue>;
  gone: AbortController;
  open: number;
}

/** @returns those of one process. */
export function createBuilds(): BuildsAside {
  const byName = new Map<string, Builds>();
  return {
    run: async (name, build) => {
      const builds = byName.get(name) ?? { inTurn: createSerialQueue(), gone: new AbortController(), open: 0 };
      byName.set(name, builds);
      builds.open++;
      const { gone } = builds;
      try {
        return await builds.inTurn(() => build(gone.signal));
      } finally {
        if (--builds.open === 0) byName.delete(name);
      }
    },
    end: async (name) => {
      const builds = byName.get(name);
      if (!builds) return;
      builds.gone.abort(new Error('the collection is gone'));
      builds.gone = new AbortController();
      await builds.inTurn(() => undefined);
    },
  };
}
