import type { IncomingMessage, ServerResponse } from 'node:http';

/** How long what is left of a refused body is taken in and thrown away. */
export interface LingerLimits {
  readonly bytes: number;
  /** Milliseconds altogether, and without anything coming. */
  readonly ms: number;
  readonly idleMs: number;
}

/** A chunk costs as much as so many bytes of a large one, however small it is. */
const LEAST_COST_BYTES = 1024;

const DEFAULT_LINGER: LingerLimits = { bytes: 64 * 1024 * 1024, ms: 30_000, idleMs: 2000 };

/** Answers a request whose body has not been read to its end, and closes the connection a while later: closed at once, a client that is still sending would
 * find the connection reset (EPIPE) and never read the answer. The answer is written as a whole, so that who reads knows at once.
 * @param response without a body yet. @param body UTF-8 text. */
export function answerEarly(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  { bytes, ms, idleMs }: LingerLimits = DEFAULT_LINGER,
): void {
  if (request.destroyed) {
    response.end(body);
    return;
  }
  response.setHeader('Connection', 'close');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.write(body);
  let left = bytes;
  const end = (): void => {
    clearTimeout(limit);
    clearTimeout(idle);
    request.off('data', pass).off('end', end).off('close', end);
    response.end();
  };
  const limit = setTimeout(end, ms);
  const idle = setTimeout(end, idleMs);
  const pass = (chunk: Buffer): void => {
    idle.refresh();
    left -= Math.max(chunk.length, LEAST_COST_BYTES);
    if (left < 0) end();
  };
  // An error of the connection must not become one that nobody listens to.
  request
    .on('data', pass)
    .on('end', end)
    .on('close', end)
    .on('error', () => undefined);
}
