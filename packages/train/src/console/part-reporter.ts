import type { Reporter } from './reporter.js';

/** One of several parts that follow each other. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** Seconds that the parts behind it will take, as far as that is known. */
  readonly after?: number;
}

/** A reporter whose tasks say which part of the whole they are, and how long all of it will take. */
export function partReporter(reporter: Reporter, { number, of, after }: Part): Reporter {
  return {
    ...reporter,
    task: (title, total, unit, options = {}) =>
      reporter.task(`${title} (${number}/${of})`, total, unit, { ...options, ...(after === undefined ? {} : { after }) }),
  };
}
