import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ServerError } from '../../domain/errors.js';

/** Lets requests with the API key through. Without a key the server listens to this machine only, and then no web page that a browser on this
 * machine shows may talk to it, unless it came from this server: neither through its own origin nor through a name of its own that it points here.
 */
export function guardAccess({
  apiKey,
  allowedHosts = [],
}: {
  apiKey?: string | undefined;
  allowedHosts?: readonly string[] | undefined;
}): RequestHandler {
  const expected = apiKey === undefined ? undefined : digest(apiKey);
  return (request, response, next) => {
    if (!expected) {
      refuseForeignPages(request, allowedHosts);
    } else if (!timingSafeEqual(expected, digest(sentKey(request)))) {
      response.set('WWW-Authenticate', 'Bearer');
      throw new ServerError('UNAUTHORIZED', "this server needs its API key: send 'Authorization: Bearer <key>' or 'X-Api-Key: <key>'");
    }
    next();
  };
}

function refuseForeignPages(request: Request, allowedHosts: readonly string[]): void {
  const host = request.headers.host ?? '';
  if (!isLoopbackName(hostname(host)) && !allowedHosts.includes(hostname(host)))
    throw new ServerError(
      'FORBIDDEN_ORIGIN',
      `the Host '${host}' is not this machine's; use localhost, name it in SUPCON_ALLOWED_HOSTS, or start the server with SUPCON_API_KEY`,
    );
  const { origin } = request.headers;
  const foreign = origin === undefined ? request.headers['sec-fetch-site'] === 'cross-site' : originHost(origin) !== host.toLowerCase();
  if (foreign)
    throw new ServerError(
      'FORBIDDEN_ORIGIN',
      `a page of ${origin ?? 'another site'} may not use this server; start it with SUPCON_API_KEY and send the key`,
    );
}

/** Whether a host name or address can only mean this machine. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    name === '::1' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  );
}

function sentKey(request: Request): string {
  const [, bearer] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return bearer ?? request.get('x-api-key') ?? '';
}

/** Hashed, so that keys of any length compare in the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostname(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, '');
}

function originHost(origin: string): string | undefined {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
}
