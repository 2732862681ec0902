import { EXAMPLES } from '../src/generated/examples.js';

/** What the description says a good answer looks like.
 * @param pathname of a request, below whatever path the server is.
 * @returns undefined where the description knows no such operation. */
export function exampleAnswer(method: string, pathname: string): { readonly status: number; readonly body?: unknown } | undefined {
  const known = Object.entries(EXAMPLES).find(([operation]) => {
    const [verb, address] = operation.split(' ') as [string, string];
    return verb === method && new RegExp(`${address.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  });
  return known?.[1];
}
