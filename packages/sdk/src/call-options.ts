import type { SupconError } from './errors.js';

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
