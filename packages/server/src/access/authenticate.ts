import { createHash, timingSafeEqual } from 'node:crypto';
import { ServerError } from '../domain/errors.js';
import type { KeyRing } from './key-ring.js';
import type { Principal } from './principal.js';

/** What a caller shows of itself. */
export interface Credentials {
  readonly key?: string | undefined;
}

/** What is asked of callers. */
export interface AccessSettings {
  /** From the environment; may do everything. */
  readonly apiKey?: string | undefined;
  /** Keys of the server's own. */
  readonly keys?: Pick<KeyRing, 'hasKeys' | 'find'> | undefined;
}

/** Whether callers need a key: once there is one, all do. */
export function asksForKeys({ apiKey, keys }: AccessSettings): boolean {
  return apiKey !== undefined || (keys?.hasKeys ?? false);
}

/** Tells who a caller is. Where there is no key everybody on this machine may do everything.
 * @throws ServerError UNAUTHORIZED; NOT_READY where keys cannot be looked up. */
export function authenticate({ key }: Credentials, settings: AccessSettings): Principal {
  if (!asksForKeys(settings)) return { id: 'local', kind: 'local', roles: ['admin'] };
  const { apiKey, keys } = settings;
  if (key !== undefined && apiKey !== undefined && timingSafeEqual(digest(apiKey), digest(key)))
    return { id: `key-${digest(apiKey).toString('hex').slice(0, 8)}`, name: 'SUPCON_API_KEY', kind: 'key', roles: ['admin'] };
  const found = key === undefined ? undefined : keys?.find(key);
  if (!found)
    throw new ServerError(
      'UNAUTHORIZED',
      key === undefined
        ? "this server needs an API key: send 'Authorization: Bearer <key>' or 'X-Api-Key: <key>'"
        : 'the API key that was sent is not one of this server, or not any more: it may have expired, or been rotated or revoked',
    );
  return {
    id: found.id,
    name: found.name,
    kind: 'key',
    roles: [found.role],
    ...(found.collections === null ? {} : { collections: found.collections }),
    ...(found.requestsPerMinute === null ? {} : { requestsPerMinute: found.requestsPerMinute }),
  };
}

/** Hashed, so that keys of any length compare in the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
