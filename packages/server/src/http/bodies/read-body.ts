import type { IncomingMessage } from 'node:http';
import { ServerError } from '../../domain/errors.js';
import type { UploadClaim } from './upload-account.js';
import { watchPace } from './watch-pace.js';

const FIRST_BYTES = 16 * 1024;
/** Each chunk costs some microseconds, however small it is: a body that comes in more of them than this has to bring so many bytes with each. No client
 * that sends a picture comes near. */
const MOST_SMALL_CHUNKS = 65_536;
const LEAST_MEAN_BYTES = 64;

/** Reads a body into one piece of memory that doubles as it fills. Chunks are copied and let go: each is an object of its own, a hundred times larger
 * than a chunk of one byte, and whoever sends chooses how large they are.
 * @param limit bytes. @param claim counts what is held, the room that is not filled yet and both pieces while one is copied included.
 * @param tooLarge is made into the refusal of more than `limit` bytes.
 * @param leastRate bytes a second that have to come, asked anew from time to time; 0 for none.
 * @throws ServerError PAYLOAD_TOO_LARGE, also for a multitude of tiny chunks, TOO_BUSY, TOO_SLOW, or BAD_REQUEST when the connection closes early. */
export function readBody(
  request: IncomingMessage,
  { limit, claim, tooLarge, leastRate = () => 0 }: { limit: number; claim: UploadClaim; tooLarge: string; leastRate?: () => number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let buffer = Buffer.alloc(0);
    let size = 0;
    let chunks = 0;
    const stopWatching = watchPace(
      () => size,
      leastRate,
      (rate) =>
        fail(
          new ServerError(
            'TOO_SLOW',
            `the body came in more slowly than ${rate} bytes a second; send it again over a faster connection, or a smaller picture`,
          ),
        ),
    );
    const stop = (): void => {
      stopWatching();
      request.off('data', take).off('end', end).off('error', cut).off('close', cut);
    };
    const fail = (error: unknown): void => {
      stop();
      buffer = Buffer.alloc(0);
      claim.hold(0);
      // What is still to come is let go; an error of the connection must not become one that nobody listens to.
      request.on('error', () => undefined).resume();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const take = (chunk: Buffer): void => {
      try {
        const needed = size + chunk.length;
        if (++chunks > MOST_SMALL_CHUNKS && needed < chunks * LEAST_MEAN_BYTES)
          throw new ServerError('PAYLOAD_TOO_LARGE', `the body has come in ${chunks} chunks for ${needed} bytes; send it in larger ones`);
        if (needed > limit) throw new ServerError('PAYLOAD_TOO_LARGE', tooLarge);
        if (needed > buffer.length) {
          const capacity = Math.min(limit, Math.max(FIRST_BYTES, buffer.length * 2, needed));
          claim.hold(buffer.length + capacity);
          const larger = Buffer.allocUnsafeSlow(capacity);
          buffer.copy(larger, 0, 0, size);
          buffer = larger;
          claim.hold(capacity);
        }
        chunk.copy(buffer, size);
        size = needed;
      } catch (error) {
        fail(error);
      }
    };
    const end = (): void => {
      stop();
      resolve(buffer.subarray(0, size));
    };
    const cut = (cause?: unknown): void =>
      fail(new ServerError('BAD_REQUEST', 'the connection closed before the end of the body', { cause }));
    if (request.destroyed) cut();
    else request.on('data', take).on('end', end).on('error', cut).on('close', cut);
  });
}
