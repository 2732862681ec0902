import { pause } from './pause.js';
import {
  apiErrorFrom,
  refusedInput,
  SupconAbortError,
  SupconApiError,
  SupconConnectionError,
  SupconError,
  SupconTimeoutError,
} from './errors.js';
import { requireAnswer } from './require-answer.js';
import { createApi, type Answer, type Api } from './fetch-api.js';
import { isPassing, retryAfterMs, retryDelay, wasCarriedOut } from './retry-delay.js';

/** One try of a call, once it is over. Nothing of it is secret: no key, no body. */
export interface CallReport {
  /** `GET /v1/models`, as the description names it; undefined where no request could be made. */
  readonly operation: string | undefined;
  /** From 1. */
  readonly attempt: number;
  readonly milliseconds: number;
  /** Of the answer; undefined where there was none. */
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** Of the answer; none where there was none. */
  readonly headers: Headers;
  /** What this try failed with; undefined where it did not. */
  readonly error: SupconError | undefined;
  /** Milliseconds until the next try; undefined where there is none. */
  readonly nextTryMs: number | undefined;
}

/** How a client reaches its server. */
export interface SupconClientOptions {
  /** Where the server listens, for example `http://127.0.0.1:8080`. A path in it is kept; on a page it may be a path alone, or empty. */
  readonly baseUrl: string;
  /** The server's API key, sent as `Authorization: Bearer`. A server that listens on this machine only needs none. */
  readonly apiKey?: string | undefined;
  /** Milliseconds for one try, reading the answer included. Default 30 000. A call takes at most (retries + 1) times this, and the waits between. */
  readonly timeoutMs?: number | undefined;
  /** Further tries after 408, 429, 500, 502, 503, 504 and lost connections, of calls that may be repeated without harm. Default 2. */
  readonly retries?: number | undefined;
  /** Replaces the global `fetch`. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Hears of every try: for logs and measures. What it throws is not caught. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
}

/** Taken by every call. */
export interface CallOptions {
  /** Ends the call with SupconAbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one try; the client's otherwise. */
  readonly timeoutMs?: number | undefined;
  /** Further tries; the client's otherwise. */
  readonly retries?: number | undefined;
  /** Milliseconds for which a server that refuses for want of room (429, 503) is asked again, whatever `retries` says. Default 0. */
  readonly busyMs?: number | undefined;
  /** Hears of every try of this call, before the client's own does. */
  readonly onCall?: ((report: CallReport) => void) | undefined;
}

/** One try of a call. It may be run again, so it builds its request anew.
 * @param unsure how many tries came before of which nobody knows whether the server carried them out. */
export type Attempt<T> = (api: Api, signal: AbortSignal, unsure: number) => Promise<Answer<T>>;

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 2;

const requestIds = new WeakMap<object, string>();

/** The request id of an answer, as it stands in the server's log.
 * @param answer what a client's method returned: an object or a list. */
export function requestIdOf(answer: object): string | undefined {
  return requestIds.get(answer);
}

/** Runs calls with a timeout, retries and typed errors. */
export class Transport {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly #api: Api;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #onCall: ((report: CallReport) => void) | undefined;

  /** @throws BadRequestError for a `baseUrl` or an `apiKey` that is none. */
  constructor(options: SupconClientOptions) {
    this.baseUrl = absoluteUrl(options.baseUrl);
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#retries = options.retries ?? DEFAULT_RETRIES;
    this.#onCall = options.onCall;
    const { fetch } = options;
    const apiKey = options.apiKey === undefined ? undefined : headerKey(options.apiKey);
    // Looked up for each call: a test or a tool may replace it later.
    this.#api = createApi({ baseUrl: this.baseUrl, apiKey, fetch: fetch ?? ((request) => globalThis.fetch(request)) });
  }

  /** The address of a path that begins with a slash. */
  url(path: string): string {
    return `${this.baseUrl}${path}`;
  }

  /** Asks until there is an answer, as often as is allowed. What must not be carried out twice is called with `retries: 0`.
   * @throws SupconApiError, SupconConnectionError, SupconTimeoutError, SupconAbortError. */
  async call<T>(options: CallOptions, attempt: Attempt<T>): Promise<T> {
    const { retries = this.#retries, busyMs = 0 } = options;
    const first = performance.now();
    let [unsure, refusals] = [0, 0];
    for (let tries = 1; ; tries++) {
      const begun = performance.now();
      const outcome = await this.#once(options, attempt, unsure);
      const { error } = outcome;
      const isRefusal = error !== undefined && wasCarriedOut(error) === false;
      const isAllowed = tries - refusals <= retries || (isRefusal && begun - first < busyMs);
      const wait = error && isAllowed && isPassing(error) ? retryDelay(tries, askedFor(error), Math.random()) : undefined;
      if (isRefusal && busyMs > 0) refusals++;
      const report = {
        ...{ operation: outcome.operation, attempt: tries, milliseconds: performance.now() - begun, error, nextTryMs: wait },
        status: outcome.response?.status,
        requestId: outcome.response?.headers.get('x-request-id') ?? undefined,
        headers: outcome.response?.headers ?? new Headers(),
      };
      options.onCall?.(report);
      this.#onCall?.(report);
      if (!error) return outcome.data as T;
      if (wait === undefined) throw error;
      if (!isRefusal) unsure++;
      await pause(wait, options.signal);
    }
  }

  async #once<T>({ signal, timeoutMs = this.#timeoutMs }: CallOptions, attempt: Attempt<T>, unsure: number): Promise<Outcome<T>> {
    if (isAborted(signal)) return { error: new SupconAbortError('the call was aborted', { cause: signal?.reason }) };
    const timeout = AbortSignal.timeout(timeoutMs);
    let answer: Answer<T>;
    try {
      answer = await attempt(this.#api, signal === undefined ? timeout : AbortSignal.any([signal, timeout]), unsure);
    } catch (cause) {
      if (isAborted(signal)) return { error: new SupconAbortError('the call was aborted', { cause }) };
      if (timeout.aborted) return { error: new SupconTimeoutError(`no answer from ${this.baseUrl} within ${timeoutMs} ms`, { cause }) };
      if (cause instanceof SupconError) return { error: cause };
      return { error: new SupconConnectionError(`no connection to ${this.baseUrl}: ${reason(cause)}. Is the server running?`, { cause }) };
    }
    const { data, error, response, operation } = answer;
    const had = { response, operation };
    if (!response.ok && data === undefined && !isRedirect(response))
      return { ...had, error: apiErrorFrom(response, error, retryAfterMs(response.headers, Date.now())) };
    const problem = requireAnswer(answer, this.baseUrl);
    if (problem) return { ...had, error: problem };
    remember(data, response.headers.get('x-request-id'));
    return { ...had, data };
  }
}

/** What came of a try: `data`, which calls that return nothing lack, or an error. */
interface Outcome<T> {
  readonly data?: T | undefined;
  readonly error?: SupconError;
  readonly response?: Response;
  readonly operation?: string | undefined;
}

/** Lists are handed out without what they came in. */
function remember(data: unknown, requestId: string | null): void {
  if (requestId === null || typeof data !== 'object' || data === null) return;
  requestIds.set(data, requestId);
  for (const own of Object.values(data)) if (Array.isArray(own)) requestIds.set(own, requestId);
}

/** @throws BadRequestError. */
function absoluteUrl(baseUrl: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  let url: URL;
  try {
    url = new URL(baseUrl, location?.href);
  } catch (cause) {
    throw refusedInput(`baseUrl: ${JSON.stringify(baseUrl)} is no address; give one such as http://127.0.0.1:8080`, cause);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refusedInput(`baseUrl: ${JSON.stringify(baseUrl)} begins with ${url.protocol} and not with http: or https:`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refusedInput('baseUrl: a user, a password, a query or a # have no place in it; give a key as apiKey');
  return url.href.replace(/\/+$/, '');
}

/** What a header can hold; blanks around it, as of a file with one line, do no harm. The error does not show it: it may be most of a key. @throws BadRequestError. */
function headerKey(apiKey: string): string {
  const key = apiKey.trim();
  if (!/^[\x20-\x7e]*$/.test(key))
    throw refusedInput(
      'apiKey: it holds a line break or a character that is no ASCII; give the key as supcon-server keys create printed it',
    );
  return key;
}

function isRedirect({ status, type }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400);
}

/** A function, because the compiler takes a property it has seen once for settled. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

function askedFor(error: SupconError): number | undefined {
  return error instanceof SupconApiError ? error.retryAfterMs : undefined;
}

/** Node says only "fetch failed" and keeps what happened in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
