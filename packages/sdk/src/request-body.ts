import { refusedInput } from './errors.js';

/** What goes out for a body: JSON, or what the serializer makes of it.
 * @throws BadRequestError with the code BAD_REQUEST for what cannot be written as JSON (a circle, a BigInt): nothing was sent then. */
export function requestBody(
  body: unknown,
  serializer: ((body: unknown) => unknown) | undefined,
): { readonly body?: NonNullable<RequestInit['body']>; readonly headers: Readonly<Record<string, string>> } {
  if (body === undefined) return { headers: {} };
  // A form brings its own type along, with the boundary in it.
  if (serializer) return { body: writable(() => serializer(body)) as NonNullable<RequestInit['body']>, headers: {} };
  return { body: writable(() => JSON.stringify(body)), headers: { 'Content-Type': 'application/json' } };
}

function writable<T>(write: () => T): T {
  try {
    return write();
  } catch (cause) {
    throw refusedInput(`what was given cannot be written as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}
