import { ServerError } from '../domain/errors.js';
import type { Turn } from '../domain/turn.js';
import { createTurnQueue } from './turn-queue.js';

/** A number of works at a time, and a number that wait for their turn. */
export interface Pool {
  /** Runs the work when it is its turn: one of each client that waits.
   * @param turn.signal leaves the queue when it aborts; a work that was begun is left to hear of it itself.
   * @throws ServerError TOO_BUSY when too many wait already, what the work threw, or the reason of the signal. */
  run<T>(work: () => Promise<T>, turn?: Turn): Promise<T>;
  readonly running: number;
}

/** Lets a number of works run at a time and a number wait for them; more are refused at once.
 * @param what is named in the refusal, e.g. 'pictures to decode'. @param waiting may be Infinity: then none is refused. */
export function createPool(what: string, { concurrent, waiting }: { concurrent: number; waiting: number }): Pool {
  const queue = createTurnQueue<() => void>();
  let running = 0;

  /** Resolves at the turn of whoever asks. */
  const begun = (turn: Turn | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const signal = turn?.signal;
      const leave = (): void => {
        queue.remove(begin);
        reject(signal?.reason as Error);
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', leave);
        running++;
        resolve();
      };
      if (running < concurrent) begin();
      else {
        queue.add(begin, turn);
        signal?.addEventListener('abort', leave, { once: true });
      }
    });

  return {
    run: async (work, turn) => {
      const signal = turn?.signal;
      signal?.throwIfAborted();
      const taken = running + queue.size;
      if (taken >= concurrent + waiting)
        throw new ServerError('TOO_BUSY', `there are ${taken} ${what} already; try again in a second`, { retryAfterSeconds: 1 });
      await begun(turn);
      try {
        // It may have been aborted in the moment between its turn and now.
        signal?.throwIfAborted();
        return await work();
      } finally {
        running--;
        queue.take()?.();
      }
    },
    get running() {
      return running;
    },
  };
}
