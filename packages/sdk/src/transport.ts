import createClient, { type Client } from 'openapi-fetch';
import { pause } from './pause.js';
import { apiErrorFrom, SupconAbortError, SupconApiError, SupconConnectionError, SupconTimeoutError } from './errors.js';
import type { paths } from './generated/schema.js';
import { retryAfterMs, retryDelay } from './retry-delay.js';

/** How a client reaches its server. */
export interface SupconClientOptions {
  /** Where the server listens, for example `http://127.0.0.1:8080`. A path in it is kept. */
  readonly baseUrl: string;
  /** The server's API key, sent as `Authorization: Bearer`. A server that listens on this machine only needs none. */
  readonly apiKey?: string;
  /** Milliseconds for one try, reading the answer included. Default 30 000. A call takes at most (retries + 1) times this, and the waits between. */
  readonly timeoutMs?: number;
  /** Further tries after 429, 503 and lost connections. Default 2. */
  readonly retries?: number;
  /** Replaces the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Taken by every call. */
export interface CallOptions {
  /** Ends the call with SupconAbortError. */
  readonly signal?: AbortSignal;
  /** Milliseconds for one try; the client's otherwise. */
  readonly timeoutMs?: number;
  /** Further tries; the client's otherwise. */
  readonly retries?: number;
}

/** What openapi-fetch answers. */
interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** One try of a call. It may be run again, so it builds its request anew.
 * @param tries how many came before. */
export type Attempt<T> = (api: Client<paths>, signal: AbortSignal, tries: number) => Promise<Answer<T>>;

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 2;

const requestIds = new WeakMap<object, string>();

/** The request id of an answer, as it stands in the server's log.
 * @param answer what a client's method returned. */
export function requestIdOf(answer: object): string | undefined {
  return requestIds.get(answer);
}

/** Runs calls with a timeout, retries and typed errors around openapi-fetch, which has none of the three. */
export class Transport {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly #api: Client<paths>;
  readonly #timeoutMs: number;
  readonly #retries: number;

  constructor(options: SupconClientOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#retries = options.retries ?? DEFAULT_RETRIES;
    this.#api = createClient<paths>({
      baseUrl: this.baseUrl,
      ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
      ...(options.apiKey === undefined ? {} : { headers: { Authorization: `Bearer ${options.apiKey}` } }),
    });
  }

  /** The address of a path that begins with a slash. */
  url(path: string): string {
    return `${this.baseUrl}${path}`;
  }

  /** Every endpoint may be asked twice without harm, so every call is retried.
   * @throws SupconApiError, SupconConnectionError, SupconTimeoutError, SupconAbortError. */
  async call<T>(options: CallOptions, attempt: Attempt<T>): Promise<T> {
    const retries = options.retries ?? this.#retries;
    for (let tries = 0; ;) {
      try {
        return await this.#once(options, attempt, tries);
      } catch (error) {
        tries += 1;
        const wait = tries <= retries && isPassing(error) ? retryDelay(tries, askedFor(error), Math.random()) : undefined;
        if (wait === undefined) throw error;
        await pause(wait, options.signal);
      }
    }
  }

  async #once<T>({ signal, timeoutMs = this.#timeoutMs }: CallOptions, attempt: Attempt<T>, tries: number): Promise<T> {
    if (isAborted(signal)) throw new SupconAbortError('the call was aborted', { cause: signal?.reason });
    const timeout = AbortSignal.timeout(timeoutMs);
    let answer: Answer<T>;
    try {
      answer = await attempt(this.#api, signal === undefined ? timeout : AbortSignal.any([signal, timeout]), tries);
    } catch (cause) {
      if (isAborted(signal)) throw new SupconAbortError('the call was aborted', { cause });
      if (timeout.aborted) throw new SupconTimeoutError(`no answer from ${this.baseUrl} within ${timeoutMs} ms`, { cause });
      if (cause instanceof SyntaxError) {
        throw new SupconConnectionError(`the answer from ${this.baseUrl} is not JSON; is a Supcon server there?`, { cause });
      }
      throw new SupconConnectionError(`no connection to ${this.baseUrl}: ${reason(cause)}. Is the server running?`, { cause });
    }
    const { data, error, response } = answer;
    if (!response.ok && data === undefined) throw apiErrorFrom(response, error, retryAfterMs(response.headers, Date.now()));
    const requestId = response.headers.get('x-request-id');
    if (requestId !== null && typeof data === 'object' && data !== null) requestIds.set(data, requestId);
    // A 204 has no body, and the calls it answers return nothing.
    return data as T;
  }
}

/** A function, because the compiler takes a property it has seen once for settled. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function isPassing(error: unknown): boolean {
  if (error instanceof SupconApiError) return error.status === 429 || error.status === 503;
  return error instanceof SupconConnectionError;
}

function askedFor(error: unknown): number | undefined {
  return error instanceof SupconApiError ? error.retryAfterMs : undefined;
}

/** Node says only "fetch failed" and keeps what happened in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
