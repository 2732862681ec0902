import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hideKeys } from './hide-secrets.js';

/** Names a request in the log and in its answer: what the caller sent as X-Request-Id if that is harmless in a log, or a fresh one. */
export function assignRequestId(request: IncomingMessage, response: ServerResponse): string {
  const sent = request.headers['x-request-id'];
  const isHarmless = typeof sent === 'string' && /^[\w.:-]{1,100}$/.test(sent) && hideKeys(sent) === sent;
  const id = isHarmless ? sent : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

/** What the request is called in the log; empty before it got its name. */
export function requestIdOf(request: IncomingMessage): string {
  const { id } = request as { id?: unknown };
  return typeof id === 'string' ? id : '';
}
