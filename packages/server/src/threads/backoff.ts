const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;

/** How long to wait before something that failed is tried again, milliseconds: 100 after the first failure, then twice as long each time, at most
 * 30,000. Without chance in it: one process tries again, not a crowd.
 * @param failures in a row so far, at least 1. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
}
