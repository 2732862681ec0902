import type { ServerResponse } from 'node:http';
import { ServerError } from '../../domain/errors.js';

/** What one request holds of the memory for bodies. */
export interface UploadClaim {
  /** Says how many bytes the request holds now, instead of what it said before.
   * @throws ServerError TOO_BUSY when all requests together would hold more than there is; what it held before is then still counted. */
  hold(bytes: number): void;
  /** Runs work on what is held, which stays counted until the work has settled, also when the client leaves before.
   * @throws ServerError BAD_REQUEST without working when the client is gone already, or what the work throws. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** The memory that bodies of requests take, all together. */
export interface UploadAccount {
  /** Bytes that are held at the moment. */
  readonly held: number;
  /** Begins with nothing held. What the claim comes to hold is given back once: when the response is over, however it ended, and no work goes on. */
  open(response: ServerResponse): UploadClaim;
}

const gone = (): ServerError => new ServerError('BAD_REQUEST', 'the connection closed before the request was answered');

/** @param limitBytes that may be held at the same time. */
export function createUploadAccount(limitBytes: number): UploadAccount {
  let held = 0;
  return {
    get held() {
      return held;
    },
    open: (response) => {
      let mine = 0;
      let over = response.closed;
      let works = 0;
      const settle = (): void => {
        if (!over || works > 0) return;
        held -= mine;
        mine = 0;
      };
      response.once('close', () => {
        over = true;
        settle();
      });
      return {
        hold: (bytes) => {
          // What still comes in for a request that is over will not be used.
          if (over) throw gone();
          if (held - mine + bytes > limitBytes)
            throw new ServerError('TOO_BUSY', 'too much is being sent at once; send this again later', { retryAfterSeconds: 1 });
          held += bytes - mine;
          mine = bytes;
        },
        during: async (work) => {
          if (over) throw gone();
          works++;
          try {
            return await work();
          } finally {
            works--;
            settle();
          }
        },
      };
    },
  };
}
