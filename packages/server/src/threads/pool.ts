import pLimit from 'p-limit';
import { ServerError } from '../domain/errors.js';

/** A number of works at a time, and a number that wait for their turn. */
export interface Pool {
  /** Runs the work when it is its turn. @throws ServerError TOO_BUSY when too many wait already, or what the work threw. */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly running: number;
}

/** Lets a number of works run at a time and a number wait for them; more are refused at once.
 * @param what is named in the refusal, e.g. 'pictures to decode'. @param waiting may be Infinity: then none is refused. */
export function createPool(what: string, { concurrent, waiting }: { concurrent: number; waiting: number }): Pool {
  const limit = pLimit(concurrent);
  return {
    run: (work) => {
      const taken = limit.activeCount + limit.pendingCount;
      if (taken >= concurrent + waiting)
        return Promise.reject(
          new ServerError('TOO_BUSY', `there are ${taken} ${what} already; try again in a second`, { retryAfterSeconds: 1 }),
        );
      return limit(work);
    },
    get running() {
      return limit.activeCount;
    },
  };
}
