import { ServerError } from '../domain/errors.js';

export interface WorkGate {
  /** Runs the work when it is its turn. @throws ServerError TOO_BUSY when too many wait already, or what the work threw. */
  run<T>(work: () => Promise<T>): Promise<T>;
  readonly running: number;
}

/** Lets a number of works run at a time and a number wait for them; more are refused at once.
 * @param what is named in the refusal, e.g. 'pictures to decode'. */
export function createWorkGate(what: string, { concurrent, waiting }: { concurrent: number; waiting: number }): WorkGate {
  const queue: (() => void)[] = [];
  let running = 0;
  return {
    run: async (work) => {
      if (running >= concurrent) {
        if (queue.length >= waiting)
          throw new ServerError('TOO_BUSY', `there are ${running + queue.length} ${what} already; try again in a second`, {
            retryAfterSeconds: 1,
          });
        // Whoever ends passes the place on, so `running` is counted already.
        await new Promise<void>((resolve) => queue.push(resolve));
      } else running++;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else running--;
      }
    },
    get running() {
      return running;
    },
  };
}
