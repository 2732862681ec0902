import type { RequestHandler } from 'express';
import { foreignPage } from './guard-access.js';

const METHODS = 'GET, PUT, POST, PATCH, DELETE';
/** What a page may send, and what it may read of an answer. */
const SENT = 'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Api-Key, X-Request-Id';
const READ =
  'Allow, ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, X-Collection-State, X-Request-Id, X-Should-Retry';
/** How long a browser may remember that it may ask, seconds. */
const REMEMBERED_SECONDS = 600;

/** Lets pages of the origins named use the API from a browser (CORS): their preflights are answered before anybody is asked for a key, which browsers do
 * not send with them. Comes before guardAccess, which still asks for the key of what follows.
 * @param origins as browsers write them. @returns a handler that throws ServerError FORBIDDEN_ORIGIN for the preflight of another origin. */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  return (request, response, next) => {
    if (origins.length > 0) response.vary('Origin');
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && origins.includes(origin);
    if (isAllowed) response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': READ });
    const isPreflight =
      request.method === 'OPTIONS' && origin !== undefined && request.headers['access-control-request-method'] !== undefined;
    if (!isPreflight) {
      next();
      return;
    }
    if (!isAllowed) throw foreignPage(origin);
    response
      .set({
        'Access-Control-Allow-Methods': METHODS,
        'Access-Control-Allow-Headers': SENT,
        'Access-Control-Max-Age': String(REMEMBERED_SECONDS),
      })
      .status(204)
      .end();
  };
}
