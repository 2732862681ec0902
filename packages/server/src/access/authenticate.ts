import { createHash, timingSafeEqual } from 'node:crypto';
import { ServerError } from '../domain/errors.js';
import type { Principal } from './principal.js';

/** What a caller shows of itself. */
export interface Credentials {
  readonly key?: string | undefined;
}

/** What is asked of callers. */
export interface AccessSettings {
  /** Undefined: none, as on a server that only this machine can reach. */
  readonly apiKey?: string | undefined;
}

/** Tells who a caller is. The one key that there is may do everything, and so may everybody on this machine where there is none.
 * @throws ServerError UNAUTHORIZED. */
export function authenticate({ key }: Credentials, { apiKey }: AccessSettings): Principal {
  if (apiKey === undefined) return { id: 'local', kind: 'local', roles: ['admin'] };
  if (key === undefined || !timingSafeEqual(digest(apiKey), digest(key)))
    throw new ServerError('UNAUTHORIZED', "this server needs its API key: send 'Authorization: Bearer <key>' or 'X-Api-Key: <key>'");
  return { id: `key-${digest(apiKey).toString('hex').slice(0, 8)}`, kind: 'key', roles: ['admin'] };
}

/** Hashed, so that keys of any length compare in the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
