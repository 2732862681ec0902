import { isKeyId, keyNotFound, keyState, requireGrace, requireKeyWishes, type KeyWishes } from '../domain/key-rules.js';
import type { KeyStore, StoredKey } from '../domain/key-store.js';
import { hashSecret, makeKey, makeSecret, writeKey } from './key-secret.js';

/** A key as it is shown: all but what it is recognised by. */
export type KeyDescription = Omit<StoredKey, 'hash' | 'previous'> & {
  readonly state: 'active' | 'expired' | 'revoked';
  /** Until when the secret before the last rotation is taken; null where it is not any more. */
  readonly previousUntil: string | null;
};

/** A key and what is sent with requests, which is shown this once. */
export interface ShownKey {
  readonly key: KeyDescription;
  readonly secret: string;
}

/** How keys come and go. */
export interface KeyService {
  /** The oldest first. */
  list(): Promise<readonly KeyDescription[]>;
  /** @throws ServerError BAD_REQUEST, KEY_CONFLICT where the name is taken. */
  create(wishes: KeyWishes): Promise<ShownKey>;
  /** Gives a key a new secret. @param graceSeconds how long the one that it has is still taken; default an hour.
   * @throws ServerError BAD_REQUEST, KEY_NOT_FOUND, KEY_CONFLICT where it was revoked. */
  rotate(id: string, graceSeconds?: number): Promise<ShownKey>;
  /** @throws ServerError KEY_NOT_FOUND. */
  revoke(id: string): Promise<KeyDescription>;
}

/** How long the secret before a rotation is taken where nobody says, seconds. */
export const DEFAULT_GRACE_SECONDS = 3600;

/** @param changed is waited for behind every change, so that whoever is answered meets it. */
export function createKeyService({
  store,
  now,
  changed = () => Promise.resolve(),
}: {
  readonly store: KeyStore;
  readonly now: () => Date;
  readonly changed?: () => Promise<void>;
}): KeyService {
  const instant = (): string => now().toISOString();
  return {
    list: async () => {
      const { keys = [] } = await store.read();
      const at = instant();
      return keys.map((key) => describeKey(key, at));
    },
    create: async (wishes) => {
      const at = instant();
      const wanted = requireKeyWishes(wishes, at);
      const { id, secret } = makeKey();
      const none = { previous: null, rotatedAt: null, revokedAt: null, lastUsedAt: null };
      const key: StoredKey = { id, ...wanted, hash: hashSecret(secret), ...none, createdAt: at };
      await store.add(key);
      await changed();
      return { key: describeKey(key, at), secret: writeKey({ id, secret }) };
    },
    rotate: async (id, graceSeconds = DEFAULT_GRACE_SECONDS) => {
      const at = instant();
      const until = new Date(Date.parse(at) + requireGrace(graceSeconds) * 1000).toISOString();
      if (!isKeyId(id)) throw keyNotFound(id);
      const secret = makeSecret();
      const key = await store.rotate(id, hashSecret(secret), until, at);
      await changed();
      return { key: describeKey(key, at), secret: writeKey({ id, secret }) };
    },
    revoke: async (id) => {
      if (!isKeyId(id)) throw keyNotFound(id);
      const at = instant();
      const key = await store.revoke(id, at);
      await changed();
      return describeKey(key, at);
    },
  };
}

function describeKey({ hash: _, previous, ...key }: StoredKey, at: string): KeyDescription {
  return { ...key, state: keyState(key, at), previousUntil: previous !== null && previous.until > at ? previous.until : null };
}
