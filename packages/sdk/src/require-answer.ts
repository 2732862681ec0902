import { UnexpectedAnswerError } from './errors.js';
import type { Answer } from './fetch-api.js';
import { ANSWERS, MAYBE_EMPTY } from './generated/answers.js';

/** What is wrong with an answer that says it is a good one: a redirect, no body, or something else than the operation gives.
 * @returns undefined where nothing is. */
export function requireAnswer({ data, response, operation = '' }: Answer<unknown>, baseUrl: string): UnexpectedAnswerError | undefined {
  const { status, type } = response;
  const to = response.headers.get('location');
  if (type === 'opaqueredirect' || (status >= 300 && status < 400))
    return new UnexpectedAnswerError(
      `${baseUrl} answered ${operation} with a redirect${to === null ? '' : ` to ${to}`}, which is not followed; give the address where the server is as baseUrl`,
    );
  const wanted = ANSWERS[operation];
  if (wanted === undefined || data instanceof Blob || data instanceof ArrayBuffer || data instanceof ReadableStream) return undefined;
  if (wanted === null)
    return status === 204 ? undefined : unexpected(`${operation} is answered with 204, and ${baseUrl} answered ${status}`);
  if (status === 204 && MAYBE_EMPTY.has(operation)) return undefined;
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return unexpected(`${baseUrl} answered ${operation} with ${data === undefined ? `an empty ${status}` : describe(data)}`);
  const missing = wanted.find((name) => !(name in data));
  return missing === undefined ? undefined : unexpected(`what ${baseUrl} answered to ${operation} has no '${missing}'`);
}

function unexpected(what: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`${what}; is a Supcon server there?`);
}

function describe(data: unknown): string {
  if (data === null) return 'null';
  return Array.isArray(data) ? 'a list' : `a ${typeof data}`;
}
