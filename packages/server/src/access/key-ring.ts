import { timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import { keyState } from '../domain/key-rules.js';
import type { KeyStore, StoredKey } from '../domain/key-store.js';
import { hashSecret, readKey } from './key-secret.js';

/** The keys of a store at hand, so that no request waits for the store. */
export interface KeyRing {
  /** Whether there is any, or was since the start: also one that was revoked or has expired, or taking the last key out of use would let everybody in. */
  readonly hasKeys: boolean;
  /** Whether one of them would be taken now. */
  readonly hasUsableKey: boolean;
  /** Whose key that is. @returns undefined for one that is not known, was revoked, has expired or was rotated long enough ago.
   * @throws ServerError NOT_READY where the store has not answered for so long that keys may have been revoked. */
  find(sent: string): StoredKey | undefined;
  /** Takes over what the store holds now. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Where the keys come from, and how soon changes of other processes are found. */
export interface KeyRingOptions {
  readonly store: KeyStore;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Milliseconds. */
  readonly pollMs: number;
}

/** How often a use is written down at most, milliseconds. */
const TOUCH_MS = 60_000;
/** How long what is at hand counts while the store does not answer, milliseconds. */
const STALE_MS = 30_000;
const NO_HASH = '0'.repeat(64);

/** @throws ServerError what reading the store threw. */
export async function openKeyRing({ store, logger, now, pollMs }: KeyRingOptions): Promise<KeyRing> {
  let keys = new Map<string, StoredKey>();
  let revision: number | undefined;
  let readAt = now().getTime();
  let hadKeys = false;
  let isBroken = false;
  const touched = new Map<string, number>();

  const refresh = async (): Promise<void> => {
    const found = await store.read(revision);
    readAt = now().getTime();
    if (!found.keys) return;
    revision = found.revision;
    keys = new Map(found.keys.map((key) => [key.id, key]));
    hadKeys ||= keys.size > 0;
  };
  await refresh();
  let reading = false;
  const poll = setInterval(() => {
    if (reading) return;
    reading = true;
    refresh()
      .then(
        () => (isBroken = false),
        (error: unknown) => {
          if (!isBroken) logger.error({ err: error }, 'the keys could not be read again; those that were read go on for half a minute');
          isBroken = true;
        },
      )
      .finally(() => (reading = false));
  }, pollMs);
  poll.unref();

  const touch = ({ id, lastUsedAt }: StoredKey, time: number): void => {
    if (time - (touched.get(id) ?? (lastUsedAt === null ? 0 : Date.parse(lastUsedAt))) < TOUCH_MS) return;
    touched.set(id, time);
    store.touch(id, new Date(time).toISOString()).catch((error: unknown) => {
      logger.warn({ err: error }, 'that a key was used could not be written down');
    });
  };
  return {
    get hasKeys() {
      return hadKeys;
    },
    get hasUsableKey() {
      const instant = now().toISOString();
      return [...keys.values()].some((key) => keyState(key, instant) === 'active');
    },
    find: (sent) => {
      const parts = readKey(sent);
      if (!parts) return undefined;
      const time = now().getTime();
      if (time - readAt > STALE_MS) throw new ServerError('NOT_READY', 'the keys cannot be read; try again', { retryAfterSeconds: 5 });
      const instant = new Date(time).toISOString();
      const key = keys.get(parts.id);
      const hash = hashSecret(parts.secret);
      const isCurrent = equalHashes(hash, key?.hash ?? NO_HASH);
      const isPrevious = equalHashes(hash, key?.previous?.hash ?? NO_HASH) && instant < (key?.previous?.until ?? '');
      if (!key || !(isCurrent || isPrevious) || keyState(key, instant) !== 'active') return undefined;
      touch(key, time);
      return key;
    },
    refresh,
    stop: () => clearInterval(poll),
  };
}

/** In a time that tells nothing of where they differ. */
function equalHashes(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
