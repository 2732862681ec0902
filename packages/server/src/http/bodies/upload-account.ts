import type { ServerResponse } from 'node:http';
import { ServerError } from '../../domain/errors.js';

/** What one request holds of the memory for bodies. */
export interface UploadClaim {
  /** Says how many bytes the request holds now, instead of what it said before. Nothing can always be held.
   * @throws ServerError TOO_BUSY when all requests together would hold more than there is, or those of this client more than its share; what it held
   * before is then still counted. */
  hold(bytes: number): void;
  /** Runs work on what is held, which stays counted until the work has settled, also when the client leaves before.
   * @throws ServerError BAD_REQUEST without working when the client is gone already, or what the work throws. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** The memory that bodies of requests take, all together. */
export interface UploadAccount {
  /** Bytes that are held at the moment. */
  readonly held: number;
  /** Whether more than half of what may be held is. */
  readonly isScarce: boolean;
  /** @param client whose share it is counted to. Begins with nothing held. What the claim comes to hold is given back once: when the response is over, however it ended, and no work goes on. */
  open(response: ServerResponse, client: string): UploadClaim;
}

const gone = (): ServerError => new ServerError('BAD_REQUEST', 'the connection closed before the request was answered');

/** @param limitBytes that may be held at the same time. @param clientBytes that one client may hold of them. */
export function createUploadAccount(limitBytes: number, clientBytes: number = limitBytes): UploadAccount {
  let held = 0;
  const heldBy = new Map<string, number>();
  return {
    get isScarce() {
      return held > limitBytes / 2;
    },
    get held() {
      return held;
    },
    open: (response, client) => {
      let mine = 0;
      let over = response.closed;
      let works = 0;
      const change = (bytes: number): void => {
        const theirs = (heldBy.get(client) ?? 0) + bytes - mine;
        if (theirs > 0) heldBy.set(client, theirs);
        else heldBy.delete(client);
        held += bytes - mine;
        mine = bytes;
      };
      const settle = (): void => {
        if (over && works === 0) change(0);
      };
      response.once('close', () => {
        over = true;
        settle();
      });
      return {
        hold: (bytes) => {
          // What still comes in for a request that is over will not be used.
          if (over && bytes > 0) throw gone();
          if (held - mine + bytes > limitBytes)
            throw new ServerError('TOO_BUSY', 'too much is being sent at once; send this again later', { retryAfterSeconds: 1 });
          if ((heldBy.get(client) ?? 0) - mine + bytes > clientBytes)
            throw new ServerError(
              'TOO_BUSY',
              'too much is being sent at once from your address; send this again when the others are answered',
              {
                retryAfterSeconds: 1,
              },
            );
          change(bytes);
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

/** While memory for bodies is scarce those that fill it have to come in faster by this. */
const SCARCE_FACTOR = 8;

/** How fast bodies have to come in at the moment, bytes a second. */
export function leastRateOf({ uploadMinRate }: { readonly uploadMinRate: number }, account: Pick<UploadAccount, 'isScarce'>): () => number {
  return () => uploadMinRate * (account.isScarce ? SCARCE_FACTOR : 1);
}
