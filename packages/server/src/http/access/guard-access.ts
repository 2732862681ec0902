import type { Request, RequestHandler } from 'express';
import { authenticate, type AccessSettings } from '../../access/authenticate.js';
import { ServerError } from '../../domain/errors.js';
import { setPrincipal } from './principal-of.js';

/** Finds out who asks, before anything of the body is read: with a key, whoever sends it. Without one the server listens to this machine only, and then
 * no web page that a browser on this machine shows may talk to it, unless it came from this server: neither through its own origin nor through a name of
 * its own that it points here. What the caller may do is asked later, of the operation (`authoriseOperation`). */
export function guardAccess({
  apiKey,
  allowedHosts = [],
}: AccessSettings & { allowedHosts?: readonly string[] | undefined }): RequestHandler {
  return (request, response, next) => {
    if (apiKey === undefined) refuseForeignPages(request, allowedHosts);
    try {
      setPrincipal(response, authenticate({ key: sentKey(request) }, { apiKey }));
    } catch (error) {
      response.set('WWW-Authenticate', 'Bearer');
      throw error;
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

function sentKey(request: Request): string | undefined {
  const [, bearer] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return bearer ?? request.get('x-api-key');
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
