import type { Role } from './role.js';

/** A key as it is kept: whoever has all of this still lacks the key itself. */
export interface StoredKey {
  /** 12 hexadecimal digits; stands in the key in clear. */
  readonly id: string;
  /** What people call it; no two keys that were not revoked have the same. */
  readonly name: string;
  readonly role: Role;
  /** The only collections that it may touch; null for all. */
  readonly collections: readonly string[] | null;
  /** Null for what the server is set to. */
  readonly requestsPerMinute: number | null;
  /** SHA-256 of the secret, hexadecimal. */
  readonly hash: string;
  /** The secret before the last rotation, and until when it is taken. */
  readonly previous: { readonly hash: string; readonly until: string } | null;
  /** These and all times of a key are ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly rotatedAt: string | null;
  /** From when on it is refused; null for never. */
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** To within a minute. */
  readonly lastUsedAt: string | null;
}

/** Where keys are kept. Several processes may have the same one open. */
export interface KeyStore {
  /** What there is, the oldest first, revoked ones too.
   * @param known the revision that the caller has. @returns no `keys` where nothing but `lastUsedAt` has changed since. */
  read(known?: number): Promise<{ readonly revision: number; readonly keys?: readonly StoredKey[] }>;
  /** Makes room for it by forgetting the key that was revoked first, where there are too many.
   * @throws ServerError KEY_CONFLICT where the name is taken or no more keys are allowed. */
  add(key: StoredKey): Promise<void>;
  /** Gives a key another secret. @param until when the one that it has is still taken.
   * @throws ServerError KEY_NOT_FOUND; KEY_CONFLICT where it was revoked. */
  rotate(id: string, hash: string, until: string, now: string): Promise<StoredKey>;
  /** Takes a key out of use for good; one that was revoked stays as it is. @throws ServerError KEY_NOT_FOUND. */
  revoke(id: string, now: string): Promise<StoredKey>;
  /** Notes a use, if none is known that was later. A key that is not there is nobody's concern. */
  touch(id: string, at: string): Promise<void>;
  close(): Promise<void>;
}
