import type { ErrorCode, Problem } from './schemas.js';

/** Everything this package throws. */
export class SupconError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
  }
}

/** What an error answer is made of. */
export interface ApiErrorFields {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** `code` of the problem details; `HTTP_<status>` where the answer had none, for example from a proxy. */
  readonly code: ErrorCode | `HTTP_${number}`;
  /** Find it in the server's log. Undefined where the answer had none. */
  readonly requestId: string | undefined;
  /** The whole answer, where it was problem details. */
  readonly problem: Problem | undefined;
  /** Milliseconds that the server asked to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  /** Of the answer; none where nothing was sent. */
  readonly headers: Headers;
}

/** The server answered with an error. The message is the answer's `detail`. */
export class SupconApiError extends SupconError implements ApiErrorFields {
  readonly status: number;
  readonly code: ErrorCode | `HTTP_${number}`;
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  readonly retryAfterMs: number | undefined;
  readonly headers: Headers;

  constructor(message: string, fields: ApiErrorFields, options: { cause?: unknown } = {}) {
    super(message, options);
    this.status = fields.status;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.problem = fields.problem;
    this.retryAfterMs = fields.retryAfterMs;
    this.headers = fields.headers;
  }
}

/** 400: the request does not fit the API. */
export class BadRequestError extends SupconApiError {}
/** 401: the API key is missing or wrong. */
export class AuthenticationError extends SupconApiError {}
/** 403: not from here. */
export class PermissionDeniedError extends SupconApiError {}
/** 404: there is no such collection, item, run or address. */
export class NotFoundError extends SupconApiError {}
/** 409: it contradicts what is there. */
export class ConflictError extends SupconApiError {}
/** 412: the item has changed since it was read. */
export class ItemChangedError extends SupconApiError {}
/** 413: too many bytes, pixels or parts. */
export class PayloadTooLargeError extends SupconApiError {}
/** 415: not a kind of content that the API takes. */
export class UnsupportedMediaTypeError extends SupconApiError {}
/** 422: the bytes are not a picture, or the vector cannot be compared. */
export class UnprocessableError extends SupconApiError {}
/** 429: too many requests; see `retryAfterMs`. */
export class RateLimitedError extends SupconApiError {}
/** 408: the request came too slowly, or its pictures took too long. */
export class RequestTimeoutError extends SupconApiError {}
/** 503: busy or not ready yet; see `retryAfterMs`. */
export class ServiceBusyError extends SupconApiError {}
/** 507: the server's disk is full; reading still works. */
export class InsufficientStorageError extends SupconApiError {}
/** Any other 5xx: a fault of the server. */
export class ServerFaultError extends SupconApiError {}

/** No usable answer: refused, cut off, or not what this API answers. `cause` has more. */
export class SupconConnectionError extends SupconError {}
/** An answer that this API does not give: another program, a proxy's page, a redirect, half of an answer. */
export class UnexpectedAnswerError extends SupconConnectionError {}
/** No answer within `timeoutMs`. */
export class SupconTimeoutError extends SupconConnectionError {}
/** The caller's `signal` ended the call. */
export class SupconAbortError extends SupconError {}

const CLASS_OF_STATUS: Readonly<Record<number, typeof SupconApiError>> = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  408: RequestTimeoutError,
  409: ConflictError,
  412: ItemChangedError,
  413: PayloadTooLargeError,
  415: UnsupportedMediaTypeError,
  422: UnprocessableError,
  429: RateLimitedError,
  503: ServiceBusyError,
  507: InsufficientStorageError,
};

/** The one place where an answer becomes an error class.
 * @param body the parsed body, or its text where it was not JSON.
 * @param retryAfterMs milliseconds, as read from the headers. */
export function apiErrorFrom(response: Response, body: unknown, retryAfterMs: number | undefined): SupconApiError {
  const problem = isProblem(body) ? body : undefined;
  const { status } = response;
  const ErrorClass = CLASS_OF_STATUS[status] ?? (status >= 500 ? ServerFaultError : SupconApiError);
  const text = typeof body === 'string' && body !== '' ? body.slice(0, 200) : response.statusText;
  return new ErrorClass(problem?.detail ?? `the server answered ${status}${text === '' ? '' : `: ${text}`}`, {
    status,
    code: problem?.code ?? `HTTP_${status}`,
    requestId: problem?.requestId ?? response.headers.get('x-request-id') ?? undefined,
    problem,
    retryAfterMs,
    headers: response.headers,
  });
}

/** What a caller gave that cannot be sent, in the words of the server's 400. */
export function refusedInput(message: string, cause?: unknown): BadRequestError {
  const none = { requestId: undefined, problem: undefined, retryAfterMs: undefined, headers: new Headers() };
  return new BadRequestError(
    `${message}. Nothing was sent.`,
    { status: 400, code: 'BAD_REQUEST', ...none },
    cause === undefined ? {} : { cause },
  );
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'requestId' in body;
}
