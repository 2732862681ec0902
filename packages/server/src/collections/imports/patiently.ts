import { setTimeout as sleep } from 'node:timers/promises';
import { ServerError } from '../../domain/errors.js';
import { backoffMs } from '../../threads/backoff.js';

/** What passes by itself: others keep the encoder busy, or the index of the collection is being opened. */
const PASSING: ReadonlySet<string> = new Set(['TOO_BUSY', 'NOT_READY']);
/** Some minutes; what takes longer is for another attempt at the job. */
const MOST_TRIES = 12;

/** Does work that can wait, again where it was refused for the moment. @param work must come to the same when it is done twice.
 * @throws what it throws in the end; the reason of the signal. */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      signal.throwIfAborted();
      return await work();
    } catch (error) {
      if (!(error instanceof ServerError) || !PASSING.has(error.code) || tries === MOST_TRIES) throw error;
      await sleep(backoffMs(tries), undefined, { signal });
    }
}
