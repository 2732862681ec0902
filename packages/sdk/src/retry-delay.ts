import {
  RateLimitedError,
  ServiceBusyError,
  SupconApiError,
  SupconConnectionError,
  UnexpectedAnswerError,
  type SupconError,
} from './errors.js';

const FIRST_MS = 500;
const LONGEST_MS = 8_000;
/** A server that asks for more is not waited for. */
const PATIENCE_MS = 60_000;

const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether another try may help: what servers and proxies say in passing, and lost connections. `x-should-retry` has the last word.
 * An answer of something else comes again as it is, unless it was cut off on the way. */
export function isPassing(error: SupconError): boolean {
  if (error instanceof SupconApiError) {
    const said = error.headers.get('x-should-retry');
    return said === null ? PASSING.has(error.status) : said === 'true';
  }
  return error instanceof SupconConnectionError && (!(error instanceof UnexpectedAnswerError) || error.cause !== undefined);
}

/** Whether the server has done what was asked in a try that failed. @returns undefined where nobody knows. */
export function wasCarriedOut(error: SupconError): boolean | undefined {
  return error instanceof RateLimitedError || error instanceof ServiceBusyError ? false : undefined;
}

/** `retry-after-ms`, or `Retry-After` in milliseconds: seconds, or a date.
 * @param now milliseconds since 1970.
 * @returns undefined where the header is missing or says nothing.
 * @see RFC 9110, section 10.2.3. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const exact = Number(headers.get('retry-after-ms')?.trim() || Number.NaN);
  if (exact >= 0) return exact;
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Milliseconds to wait before the next try: what the server asked for and up to a quarter more; otherwise 0.5, 1, 2, 4, 8 s less up to a quarter.
 * So many clients do not come back at once.
 * @param tries how many have failed, 1 or more.
 * @param random 0..1.
 * @returns undefined where the server asked for more than a minute: give up. */
export function retryDelay(tries: number, asked: number | undefined, random: number): number | undefined {
  if (asked !== undefined) return asked <= PATIENCE_MS ? asked * (1 + 0.25 * random) : undefined;
  return Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS) * (1 - 0.25 * random);
}
