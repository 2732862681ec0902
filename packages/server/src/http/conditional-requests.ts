import type { RequestHandler } from 'express';

/** Lets `If-None-Match` count however it is sent. `fetch`, in browsers as in Node, adds `Cache-Control: no-cache` to a request that has one (Fetch standard, 4.6, HTTP-network-or-cache fetch): that is said to caches on the way,
 * and asks them to come here (RFC 9111, 5.2.1.4); Express would take it for a wish to have everything sent again. */
export function answerConditions(): RequestHandler {
  return (request, _response, next) => {
    if (request.headers['if-none-match'] !== undefined) delete request.headers['cache-control'];
    next();
  };
}
