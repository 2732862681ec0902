import { ServerError } from './errors.js';

/** Which request is meant: one key of one caller. */
export interface AnswerKey {
  /** Who asked. */
  readonly caller: string;
  /** Of the request, 1 to 255 characters. */
  readonly key: string;
}

/** What was answered. */
export interface StoredAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** How a key stands when it comes: `begun`, it is new, or was let go, and the caller may go on; `underWay`, a request with it is being worked on; `answered`, here is what that was answered. `other`: it was
 * used for another request. */
export type AnswerClaim =
  | { readonly type: 'begun' }
  | { readonly type: 'underWay' }
  | { readonly type: 'other' }
  | { readonly type: 'answered'; readonly answer: StoredAnswer };

/** How long one is remembered, milliseconds: a day. */
export const ANSWER_KEPT_MS = 86_400_000;
/** Requests that are remembered, at most; those that were answered first are forgotten first. */
export const MOST_ANSWERS = 10_000;
/** How long a request is taken to be under way after it was last heard of, milliseconds. */
export const ANSWER_LEASE_MS = 15_000;

/** Answers to requests that must not be carried out twice, by keys that callers made up. Any number of processes use the same ones; what was acknowledged survives a crash.
 * Times are ISO 8601 in UTC, from the caller. Every method may throw ServerError STORAGE_FULL or NOT_READY. */
export interface AnswerStore {
  /** Begins a request, unless it is known. @param fingerprint of what is asked: hex. @param holder of its own for each try. */
  begin(key: AnswerKey, fingerprint: string, holder: string, now: string): Promise<AnswerClaim>;
  /** Says that a request is still being worked on. */
  extend(key: AnswerKey, holder: string, now: string): Promise<void>;
  /** Keeps the answer, if the request is still this holder's. */
  keep(key: AnswerKey, holder: string, answer: StoredAnswer, now: string): Promise<void>;
  /** Lets a request be carried out again, if it is still this holder's: it came to nothing. */
  release(key: AnswerKey, holder: string): Promise<void>;
  close(): Promise<void>;
}

/** A key of a request. @throws ServerError BAD_REQUEST. */
export function requireAnswerKey(key: string): string {
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ServerError(
      'BAD_REQUEST',
      `Idempotency-Key: expected 1 to 255 visible characters of ASCII, got ${JSON.stringify(key.slice(0, 40))}`,
    );
  return key;
}

/** A time so many milliseconds before another. */
export function instantBefore(now: string, ms: number): string {
  return new Date(Date.parse(now) - ms).toISOString();
}
