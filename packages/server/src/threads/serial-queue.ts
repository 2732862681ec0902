import pLimit from 'p-limit';

/** Runs an action after all that were handed in before it have settled. An action that fails does so for its own caller alone. */
export type SerialQueue = <T>(action: () => T | Promise<T>) => Promise<T>;

/** Makes a queue in which one action runs at a time, in the order they came. */
export function createSerialQueue(): SerialQueue {
  const limit = pLimit(1);
  return async (action) => limit(async () => action());
}
