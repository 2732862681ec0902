import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Encoder } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { backoffMs } from '../threads/backoff.js';

/** Pictures of work in the background under way at once: requests find the decoder and the encoder nearly free. */
const AT_ONCE = 2;

/** An encoder for work that can wait: a few pictures at a time, behind those of requests, and where these keep it busy, later.
 * @param signal gives up when it aborts. */
export function patientEncoder(encoder: Pick<Encoder, 'encode'>, signal: AbortSignal): Pick<Encoder, 'encode'> {
  const limit = pLimit(AT_ONCE);
  const encode: Encoder['encode'] = async (bytes, options) => {
    for (let refusals = 1; ; refusals++)
      try {
        return await encoder.encode(bytes, { ...options, background: true, signal });
      } catch (error) {
        if (!(error instanceof ServerError) || error.code !== 'TOO_BUSY') throw error;
        await sleep(backoffMs(refusals), undefined, { signal });
      }
  };
  return { encode: (bytes, options) => limit(encode, bytes, options) };
}
