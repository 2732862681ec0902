import type { Engine, Handle } from '../engine/engine.js';

/** Runs `compute` and frees the handles it gave to `keep`, also when it throws: for formulas of many elementwise operations.
 * What it answers must not be among them. */
export function withTemporaries<T>(engine: Engine, compute: (keep: (handle: Handle) => Handle) => T): T {
  const made: Handle[] = [];
  try {
    return compute((handle) => {
      made.push(handle);
      return handle;
    });
  } finally {
    engine.free(...made);
  }
}
