import type { IncomingMessage } from 'node:http';
import { ServerError } from '../../domain/errors.js';
import { watchPace } from './watch-pace.js';

/** The pieces of a body that is too large for memory, one after the other. A body that is left before its end stays open, so that the refusal can be sent.
 * @param leastRate bytes a second that have to come; 0 for none.
 * @throws ServerError TOO_SLOW, or BAD_REQUEST when the connection closes early. (while it is read) */
export async function* bodyPieces(request: IncomingMessage, leastRate: () => number): AsyncGenerator<Uint8Array> {
  let size = 0;
  let refuse: (error: Error) => void = () => undefined;
  const stopWatching = watchPace(
    () => size,
    leastRate,
    (rate) =>
      refuse(new ServerError('TOO_SLOW', `the body came in more slowly than ${rate} bytes a second; send it over a faster connection`)),
  );
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value } = await new Promise<IteratorResult<Buffer, unknown>>((resolve, reject) => {
        refuse = reject;
        pieces.next().then(resolve, reject);
      });
      if (done === true) break;
      size += value.length;
      yield value;
    }
  } catch (error) {
    if (error instanceof ServerError) throw error;
    throw new ServerError('BAD_REQUEST', 'the connection closed before the end of the body', { cause: error });
  } finally {
    stopWatching();
    void pieces.return?.();
  }
}
