import { checkFunction, checkNumber, LONGEST_WAIT_MS } from '../check-input.js';
import { checkPurgeId } from '../check-id.js';
import { pause } from '../pause.js';
import type { Purge, PurgeList } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** Which part of the list of purges. */
export interface PurgeQuery {
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
}

/** How a purge is waited for. */
export interface PurgeWaitOptions extends CallOptions {
  /** Called whenever it is looked at. */
  readonly onProgress?: ((purge: Purge) => void) | undefined;
  /** How often it is looked at, milliseconds. Default 1,000. */
  readonly pollMs?: number | undefined;
}

/** Deletions that leave nothing: how far they have come, and their receipts. They begin with `items.purge`, `items.purgeMatching` and `collections.purge`. */
export function createPurges(transport: Transport) {
  const get = async (id: string, options: CallOptions = {}): Promise<Purge> => {
    const path = { purge: checkPurgeId(id) };
    return transport.call(options, (api, signal) => api.GET('/v1/purges/{purge}', { params: { path }, signal }));
  };
  return {
    /** Newest first. */
    async list(query: PurgeQuery = {}, options: CallOptions = {}): Promise<PurgeList> {
      return transport.call(options, (api, signal) => api.GET('/v1/purges', { params: { query: { ...query } }, signal }));
    },

    get,

    /** Waits until no file of the server holds anything of a purge, and returns its receipt. `timeoutMs` and `retries` are those of each look, `signal` ends the waiting. */
    async wait(id: string, { onProgress, pollMs = 1000, ...options }: PurgeWaitOptions = {}): Promise<Purge> {
      checkNumber('pollMs', pollMs, 1, LONGEST_WAIT_MS);
      checkFunction('onProgress', onProgress);
      for (;;) {
        const purge = await get(id, options);
        onProgress?.(purge);
        if (purge.state !== 'removing' && purge.state !== 'erasing') return purge;
        await pause(pollMs, options.signal);
      }
    },
  };
}

/** What `createPurges` offers. */
export type Purges = ReturnType<typeof createPurges>;
