import { ServerError } from './errors.js';
import { COLLECTION_NAME } from './input-rules.js';
import type { StoredKey } from './key-store.js';
import { ROLES, type Role } from './role.js';

/** Keys that are kept, revoked ones among them. */
export const MOST_KEYS = 1000;
/** Collections that one key may be limited to. */
export const MOST_KEY_COLLECTIONS = 100;
/** How long the secret before a rotation may still be taken, seconds: a week. */
export const LONGEST_GRACE_SECONDS = 604_800;
const MOST_REQUESTS_PER_MINUTE = 1_000_000;
const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const KEY_ID = /^[0-9a-f]{12}$/;

/** What somebody wants of a key. */
export interface KeyWishes {
  readonly name: string;
  readonly role: Role;
  /** The only collections that it may touch; undefined or null for all. */
  readonly collections?: readonly string[] | null | undefined;
  /** ISO 8601; undefined or null for never. */
  readonly expiresAt?: string | null | undefined;
  readonly requestsPerMinute?: number | null | undefined;
}

/** Holds wishes to the rules, whoever has them. @returns them, with null for what was left out, and the expiry in UTC. @throws ServerError BAD_REQUEST. */
export function requireKeyWishes(
  { name, role, collections = null, expiresAt = null, requestsPerMinute = null }: KeyWishes,
  now: string,
): Pick<StoredKey, 'name' | 'role' | 'collections' | 'expiresAt' | 'requestsPerMinute'> {
  if (typeof name !== 'string' || !KEY_NAME.test(name))
    throw refusal('name', name, 'letters, digits, dot, dash and underscore, begins with a letter or digit, at most 64');
  // Names are shown and logged.
  if (/^supcon_[0-9a-f]{12}_/.test(name))
    throw new ServerError('BAD_REQUEST', 'name: this looks like a key itself; call it something else');
  // In the audit log the key of the environment is called after its setting.
  if (/^supcon_/i.test(name))
    throw new ServerError('BAD_REQUEST', `name: ${name} reads like a setting of the server; call it something else`);
  if (!ROLES.includes(role)) throw refusal('role', role, ROLES.join(', '));
  return {
    name,
    role,
    collections: collections === null ? null : requireCollections(collections, role),
    expiresAt: expiresAt === null ? null : requireExpiry(expiresAt, now),
    requestsPerMinute: requestsPerMinute === null ? null : requireCount('requestsPerMinute', requestsPerMinute, MOST_REQUESTS_PER_MINUTE),
  };
}

/** How long the secret before a rotation is still taken, seconds. @throws ServerError BAD_REQUEST. */
export function requireGrace(seconds: unknown): number {
  return seconds === 0 ? 0 : requireCount('graceSeconds', seconds, LONGEST_GRACE_SECONDS);
}

/** Whether a text may be the id of a key. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** What becomes of a key at a moment. */
export function keyState(
  { revokedAt, expiresAt }: Pick<StoredKey, 'revokedAt' | 'expiresAt'>,
  now: string,
): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

/** Which keys have to go so that one may be added. @throws ServerError KEY_CONFLICT. */
export function makeRoomForKey(keys: readonly StoredKey[], { name }: Pick<StoredKey, 'name'>): StoredKey | undefined {
  if (keys.some((key) => key.name === name && key.revokedAt === null))
    throw new ServerError('KEY_CONFLICT', `there is a key '${name}' already; rotate or revoke it, or take another name`);
  if (keys.length < MOST_KEYS) return undefined;
  const [first] = keys.filter(({ revokedAt }) => revokedAt !== null).sort((a, b) => (a.revokedAt! < b.revokedAt! ? -1 : 1));
  if (first === undefined) throw new ServerError('KEY_CONFLICT', `there are ${MOST_KEYS} keys, the most allowed; revoke one first`);
  return first;
}

/** A key with another secret. @throws ServerError KEY_CONFLICT where it was revoked or has expired. */
export function rotatedKey(key: StoredKey, hash: string, until: string, now: string): StoredKey {
  const state = keyState(key, now);
  if (state !== 'active')
    throw new ServerError(
      'KEY_CONFLICT',
      `the key '${key.name}' ${state === 'revoked' ? 'was revoked' : `expired at ${key.expiresAt}`}; create another`,
    );
  return { ...key, hash, previous: { hash: key.hash, until }, rotatedAt: now };
}

/** That there is no such key. */
export function keyNotFound(id: string): ServerError {
  return new ServerError('KEY_NOT_FOUND', `there is no key '${id.slice(0, 64)}'; GET /v1/keys or supcon-server keys list has them`);
}

function requireCollections(names: readonly string[], role: Role): readonly string[] {
  // What admins do is done to all of a server: models, keys, the audit log.
  if (role === 'admin')
    throw new ServerError('BAD_REQUEST', 'collections: a key with the role admin is for all of them; leave them out, or take writer');
  if (!Array.isArray(names) || names.length < 1 || names.length > MOST_KEY_COLLECTIONS)
    throw new ServerError('BAD_REQUEST', `collections: expected 1 to ${MOST_KEY_COLLECTIONS} names; leave them out for all`);
  for (const name of names as readonly unknown[])
    if (typeof name !== 'string' || !COLLECTION_NAME.test(name)) throw refusal('collections', name, 'names of collections');
  return [...new Set<string>(names)].sort();
}

function requireExpiry(expiresAt: string, now: string): string {
  const time = typeof expiresAt === 'string' ? Date.parse(expiresAt) : NaN;
  if (Number.isNaN(time)) throw refusal('expiresAt', expiresAt, 'a time such as 2027-01-31T00:00:00Z');
  const instant = new Date(time).toISOString();
  if (instant <= now || !/^\d{4}-/.test(instant))
    throw new ServerError('BAD_REQUEST', `expiresAt: ${instant} is not between now, ${now}, and the year 9999`);
  return instant;
}

function requireCount(what: string, count: unknown, most: number): number {
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > most)
    throw refusal(what, count, `a whole number from 1 to ${most}`);
  return count;
}

function refusal(what: string, received: unknown, wanted: string): ServerError {
  const shown =
    typeof received === 'string'
      ? JSON.stringify(received.slice(0, 80))
      : typeof received === 'number'
        ? String(received)
        : typeof received;
  return new ServerError('BAD_REQUEST', `${what}: got ${shown}; expected ${wanted}`);
}
