import { EXAMPLES } from '../src/generated/examples.js';
import { operationOf } from '../src/operation-of.js';

/** What the description says a good answer looks like.
 * @param pathname of a request, below whatever path the server is.
 * @returns undefined where the description knows no such operation. */
export function exampleAnswer(method: string, pathname: string): { readonly status: number; readonly body?: unknown } | undefined {
  const operation = operationOf(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[], method, pathname);
  return operation && EXAMPLES[operation];
}
