import { refusedInput, UnexpectedAnswerError } from './errors.js';
import type { OrUndefined } from './optional.js';
import { requestBody } from './request-body.js';
import { requestUrl } from './request-url.js';
import type { paths } from './generated/schema.js';

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';
/** Addresses that have a method. */
type PathsWith<M extends Method> = { [P in keyof paths]: [Exclude<paths[P][M], undefined>] extends [never] ? never : P }[keyof paths];
type Operation<M extends Method, P extends keyof paths> = NonNullable<paths[P][M]>;
type RequiredKeys<T> = { [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? never : K }[keyof T];

type Params<O> = O extends { parameters: infer T }
  ? [RequiredKeys<T>] extends [never]
    ? { params?: EachOrUndefined<T> }
    : { params: EachOrUndefined<T> }
  : unknown;
/** Of the parameters in the query, in the path and in headers each. */
type EachOrUndefined<T> = { [K in keyof T]: OrUndefined<T[K]> };
type Content<R> = R extends { content: infer C } ? C[keyof C] : never;
type Body<O> = O extends { requestBody: infer R }
  ? { body: OrUndefined<Content<R>> }
  : O extends { requestBody?: infer R }
    ? { body?: OrUndefined<Content<NonNullable<R>>> }
    : unknown;

/** How the body of an answer is read. JSON unless something else is said. */
type ReadAs = 'json' | 'blob' | 'arrayBuffer' | 'stream';
type ReadAsJson<O> = O extends { responses: infer R }
  ? { [S in keyof R & (200 | 201 | 202)]: R[S] extends { content: { 'application/json': infer J } } ? J : never }[keyof R &
      (200 | 201 | 202)]
  : never;
type Read<O, A extends ReadAs> = A extends 'blob'
  ? Blob
  : A extends 'arrayBuffer'
    ? ArrayBuffer
    : A extends 'stream'
      ? ReadableStream<Uint8Array>
      : ReadAsJson<O>;

/** What a request is made of, as far as the description does not say. */
interface Common<A extends ReadAs> {
  readonly signal: AbortSignal;
  readonly parseAs?: A;
  readonly headers?: Readonly<Record<string, string>>;
  /** What goes out for `body`. JSON where nothing is said. */
  readonly bodySerializer?: (body: never) => unknown;
  /** What fetch asks for with a stream. */
  readonly duplex?: 'half';
}

/** What came of a request: `data` of a good answer, `error` of another, as JSON or text. */
export interface Answer<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
  /** `GET /v1/items/{id}`: the operation, as the description names it. */
  readonly operation?: string;
}

type Call<M extends Method> = <P extends PathsWith<M>, A extends ReadAs = 'json'>(
  path: P,
  init: Common<A> & Params<Operation<M, P>> & Body<Operation<M, P>>,
) => Promise<Answer<Read<Operation<M, P>, A>>>;

/** The operations of openapi.yaml by method and address, typed by what is generated from it. */
export interface Api {
  readonly GET: Call<'get'>;
  readonly PUT: Call<'put'>;
  readonly POST: Call<'post'>;
  readonly PATCH: Call<'patch'>;
  readonly DELETE: Call<'delete'>;
}

/** What every request shares. */
export interface ApiOptions {
  /** Absolute, without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The same without the types of the description. */
interface AnyInit extends Common<ReadAs> {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
    readonly header?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
}

/** A request is built whole before it is sent: what cannot be is a BadRequestError, and everything after it a matter of the connection.
 * Redirects are not followed: fetch would make a GET of a POST, and leave the key behind. */
export function createApi({ baseUrl, apiKey, fetch }: ApiOptions): Api {
  const call =
    (method: string) =>
    async (path: string, { params = {}, body, bodySerializer, headers = {}, parseAs = 'json', ...init }: AnyInit) => {
      const sent = requestBody(body, bodySerializer as ((body: unknown) => unknown) | undefined);
      const made = (): Request =>
        new Request(requestUrl(baseUrl, path, params), {
          ...init,
          method,
          redirect: 'manual',
          headers: {
            ...(apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` }),
            ...sent.headers,
            ...textsOf(params.header ?? {}),
            ...headers,
          },
          ...(sent.body === undefined ? {} : { body: sent.body }),
        });
      const response = await fetch(requestOf(made));
      return { ...(await read(response, parseAs)), response, operation: `${method} ${path}` };
    };
  // The types of the calls are those of the description, which nothing at run time knows.
  return { GET: call('GET'), PUT: call('PUT'), POST: call('POST'), PATCH: call('PATCH'), DELETE: call('DELETE') } as unknown as Api;
}

function requestOf(make: () => Request): Request {
  try {
    return make();
  } catch (cause) {
    throw refusedInput(`no request can be made of this: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

async function read(response: Response, as: ReadAs): Promise<{ readonly data?: unknown; readonly error?: unknown }> {
  if (!response.ok) {
    const text = await response.text();
    try {
      return { error: JSON.parse(text) as unknown };
    } catch {
      return { error: text };
    }
  }
  if (response.status === 204) return {};
  if (as === 'stream') return { data: response.body };
  if (as !== 'json') return { data: await response[as]() };
  const text = await response.text();
  if (text === '') return {};
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (cause) {
    throw new UnexpectedAnswerError(
      `the answer from ${new URL(response.url || 'http://there').host} is not JSON; is a Supcon server there?`,
      { cause },
    );
  }
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}
