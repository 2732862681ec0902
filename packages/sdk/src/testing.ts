import type { ErrorCode } from './schemas.js';
import { MAYBE_EMPTY } from './generated/answers.js';
import { EXAMPLES } from './generated/examples.js';
import { operationOf } from './operation-of.js';

/** An operation as the description names it: `POST /v1/classify`. */
export type Operation = keyof typeof EXAMPLES;

const OPERATIONS = Object.keys(EXAMPLES) as Operation[];

/** What a test lets an operation answer: JSON, a Response, or a function that makes one of the two of a request. */
export type MockAnswer = object | ((request: Request) => unknown);

/** A request that was answered. */
export interface MockedRequest {
  readonly operation: Operation;
  readonly request: Request;
}

/** A server that is none. */
export interface MockSupcon {
  /** For `createSupconClient({ baseUrl, fetch })`, or for whatever else hands on a Request, such as a handler of MSW. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Oldest first; their bodies can still be read. */
  readonly requests: readonly MockedRequest[];
}

interface Example {
  readonly status: number;
  readonly body?: unknown;
}

/** Answers as the examples of the API's description do, so that a test needs no server. Nothing is sent anywhere, and nothing is kept: what is added is not found later.
 * @param answers of single operations, instead of the examples. JSON is completed by the example's members.  @throws TypeError for an operation that the API does not have.
 * @example
 * const supcon = createSupconClient({ baseUrl: 'http://supcon.test', fetch: mockSupcon({ 'POST /v1/classify': { predictions: [{ label: 'cat', probability: 1 }] } }).fetch }); */
export function mockSupcon(answers: Partial<Record<Operation, MockAnswer>> = {}): MockSupcon {
  const unknown = Object.keys(answers).find((operation) => !Object.hasOwn(EXAMPLES, operation));
  if (unknown !== undefined) throw new TypeError(`mockSupcon: the API has no operation '${unknown}'; one is called 'POST /v1/classify'`);
  const requests: MockedRequest[] = [];
  return {
    requests,
    fetch: async (request) => {
      const operation = operationOf(OPERATIONS, request.method, new URL(request.url).pathname);
      if (operation === undefined)
        return problemAnswer(404, 'NOT_FOUND', `the API has no ${request.method} ${new URL(request.url).pathname}`);
      requests.push({ operation, request: request.clone() });
      const { status, body }: Example = EXAMPLES[operation];
      const wanted = answers[operation];
      const given: unknown = typeof wanted === 'function' ? await (wanted as (request: Request) => unknown)(request) : wanted;
      if (given instanceof Response) return typeof wanted === 'function' ? given : copyOf(given);
      if (operation === 'GET /v1/runs/{id}/events' && given === undefined) return eventsThatEnd();
      const isPlain = MAYBE_EMPTY.has(operation) && given === undefined && new URL(request.url).searchParams.get('purge') !== 'true';
      if (status === 204 || isPlain) return new Response(null, { status: 204 });
      const headers = { 'X-Request-Id': `mock-${requests.length}` };
      return Response.json({ ...(body as object | undefined), ...(given as object | undefined) }, { status, headers });
    },
  };
}

/** An error as the API answers it. @param detail becomes the message of the error that the client throws. */
export function problemAnswer(status: number, code: ErrorCode, detail: string, headers: Readonly<Record<string, string>> = {}): Response {
  const problem = { type: `urn:supcon:error:${code}`, title: code, status, detail, code, requestId: 'mock' };
  return Response.json(problem, { status, headers: { ...headers, 'Content-Type': 'application/problem+json' } });
}

/** For the next request too. A clone's body could not be given up half read: that waits for the original's. */
async function copyOf(answer: Response): Promise<Response> {
  return answer.body === null ? answer.clone() : new Response(await answer.clone().blob(), answer);
}

/** A run that has ended has nothing more to say. */
function eventsThatEnd(): Response {
  return new Response('event: end\ndata: {}\n\n', { headers: { 'Content-Type': 'text/event-stream' } });
}
