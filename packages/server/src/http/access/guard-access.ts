import type { Request, RequestHandler } from 'express';
import { asksForKeys, authenticate, type AccessSettings } from '../../access/authenticate.js';
import { ServerError } from '../../domain/errors.js';
import type { Principal } from '../../access/principal.js';
import { limitWrongKeys } from './limit-rate.js';
import { setPrincipal } from './principal-of.js';

/** What decides who may ask. */
export interface GuardSettings extends AccessSettings {
  /** Requests without a right key from one address, before it is told to wait; 0, the default, for no limit. */
  readonly wrongKeysPerMinute?: number | undefined;
  readonly allowedHosts?: readonly string[] | undefined;
  readonly allowedOrigins?: readonly string[] | undefined;
}

/** Finds out who asks, before anything of the body is read: with keys, whoever sends one. Without any the server listens to this machine only, and then
 * no web page that a browser on this machine shows may talk to it, unless it came from this server: neither through its own origin nor through a name of
 * its own that it points here. What the caller may do is asked later, of the operation (`authoriseOperation`). */
export function guardAccess(settings: GuardSettings): RequestHandler {
  const countWrongKey = limitWrongKeys(settings.wrongKeysPerMinute ?? 0);
  return async (request, response, next) => {
    try {
      setPrincipal(response, whoAsks(request, settings));
    } catch (error) {
      if (error instanceof ServerError && error.code === 'UNAUTHORIZED') {
        await countWrongKey(request);
        response.set('WWW-Authenticate', 'Bearer');
      }
      throw error;
    }
    next();
  };
}

/** @throws ServerError UNAUTHORIZED, FORBIDDEN_ORIGIN; NOT_READY where keys cannot be looked up. */
export function whoAsks(request: Request, settings: GuardSettings): Principal {
  const { allowedHosts = [], allowedOrigins = [] } = settings;
  if (!asksForKeys(settings)) refuseForeignPages(request, { allowedHosts, allowedOrigins });
  return authenticate({ key: sentKey(request) }, settings);
}

/** That a page of another origin may not use this server, and what would let it. @param origin undefined where the browser does not tell. */
export function foreignPage(origin: string | undefined): ServerError {
  return new ServerError(
    'FORBIDDEN_ORIGIN',
    `a page of ${origin?.slice(0, 200) ?? 'another site'} may not use this server; name its origin in SUPCON_ALLOWED_ORIGINS, or, where a proxy ` +
      'shows this server under that origin, name the proxy in SUPCON_TRUSTED_PROXIES',
  );
}

function refuseForeignPages(
  request: Request,
  { allowedHosts, allowedOrigins }: { allowedHosts: readonly string[]; allowedOrigins: readonly string[] },
): void {
  // As the browser addressed it, where a proxy that is trusted says so.
  const host = (request.host as string | undefined) ?? '';
  if (!isLoopbackName(hostname(host)) && !allowedHosts.includes(hostname(host)))
    throw new ServerError(
      'FORBIDDEN_ORIGIN',
      `the Host '${host.slice(0, 200)}' is not this machine's; use localhost, name it in SUPCON_ALLOWED_HOSTS, or start the server with SUPCON_API_KEY`,
    );
  const { origin } = request.headers;
  if (origin !== undefined && allowedOrigins.includes(origin)) return;
  const foreign =
    origin === undefined
      ? request.headers['sec-fetch-site'] === 'cross-site'
      : hostOf(origin) === undefined || hostOf(origin) !== hostOf(`${new URL(origin).protocol}//${host}`);
  if (foreign) throw foreignPage(origin);
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

/** Of an origin, without the port that its protocol has anyway. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
