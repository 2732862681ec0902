import type { CallOptions, CallReport, SupconClientOptions } from './call-options.js';
import { checkCallOptions, checkClientOptions } from './check-options.js';
import { pause } from './pause.js';
import { apiErrorFrom, SupconAbortError, SupconApiError, SupconConnectionError, SupconError, SupconTimeoutError } from './errors.js';
import { requireAnswer } from './require-answer.js';
import { createApi, type Answer, type Api } from './fetch-api.js';
import { isPassing, retryAfterMs, retryDelay, wasCarriedOut } from './retry-delay.js';

export type { CallOptions, CallReport, SupconClientOptions };

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
  readonly #options: SupconClientOptions;
  readonly #api: Api;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #onCall: ((report: CallReport) => void) | undefined;

  /** @throws BadRequestError for an option that cannot be one. */
  constructor(options: SupconClientOptions) {
    const { baseUrl, apiKey } = checkClientOptions(options);
    this.baseUrl = baseUrl;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#retries = options.retries ?? DEFAULT_RETRIES;
    this.#onCall = options.onCall;
    const { fetch } = options;
    // Looked up for each call: a test or a tool may replace it later.
    this.#api = createApi({ baseUrl: this.baseUrl, apiKey, fetch: fetch ?? ((request) => globalThis.fetch(request)) });
  }

  /** The address of a path that begins with a slash. */
  url(path: string): string {
    return `${this.baseUrl}${path}`;
  }

  /** The same, and somebody else hears of every try too. */
  heardBy(listener: (report: CallReport) => void): Transport {
    const onCall = (report: CallReport): void => {
      listener(report);
      this.#onCall?.(report);
    };
    // An address without a host is that of the page as it was.
    return new Transport({ ...this.#options, baseUrl: this.baseUrl, onCall });
  }

  /** Asks until there is an answer, as often as is allowed. What must not be carried out twice is called with `retries: 0`.
   * @throws SupconApiError, SupconConnectionError, SupconTimeoutError, SupconAbortError. */
  async call<T>(options: CallOptions, attempt: Attempt<T>): Promise<T> {
    checkCallOptions(options);
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
