import { ServerError } from './errors.js';

/** Objects and lists within each other, the outermost counted. Beyond a few thousand neither threads nor JSON.stringify pass a value on. */
export const MOST_METADATA_LEVELS = 16;
/** Keys of all objects together. */
export const MOST_METADATA_KEYS = 256;

/** Metadata as it may be stored: a JSON object, not too large, too deep or of too many keys. Asked by the use cases, whoever calls.
 * @param mostBytes of its JSON in UTF-8. @returns the argument.
 * @throws ServerError BAD_REQUEST for what is no JSON object; METADATA_TOO_LARGE. */
export function requireMetadata(metadata: unknown, mostBytes: number): Readonly<Record<string, unknown>> {
  if (!isPlainObject(metadata)) throw new ServerError('BAD_REQUEST', 'metadata: a JSON object is needed, e.g. {"year":2024}');
  let keys = 0;
  let values = 0;
  // Level by level and without recursion: a value that is too deep, or that holds itself, must not fill the stack of the check.
  for (let level = 1, row: readonly object[] = [metadata]; row.length > 0; level++) {
    if (level > MOST_METADATA_LEVELS)
      throw new ServerError('METADATA_TOO_LARGE', `metadata: it is nested deeper than ${MOST_METADATA_LEVELS} levels; make it flatter`);
    const next: object[] = [];
    for (const container of row) {
      const isList = Array.isArray(container);
      const members: readonly unknown[] = isList ? container : Object.values(container);
      if (!isList) keys += members.length;
      values += members.length;
      if (keys > MOST_METADATA_KEYS)
        throw new ServerError(
          'METADATA_TOO_LARGE',
          `metadata: it has more than ${MOST_METADATA_KEYS} keys; keep what is searched or shown`,
        );
      // Each takes a byte at least, so that a list of a billion is not walked through to learn that it is too long.
      if (values > mostBytes) throw tooManyBytes(values, mostBytes);
      for (let i = 0; i < members.length; i++) {
        const member = members[i];
        if (Array.isArray(member) || isPlainObject(member)) next.push(member);
        else if (!isScalar(member))
          throw new ServerError(
            'BAD_REQUEST',
            `metadata: it holds a value of type ${typeof member}; text, finite numbers, true, false, null, lists and objects can be stored`,
          );
      }
    }
    row = next;
  }
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > mostBytes) throw tooManyBytes(bytes, mostBytes);
  return metadata;
}

/** Metadata as it was stored, perhaps before there were limits: what is too deep to be passed on, or no JSON object at all, comes as its text, under
 * `json`. @param text what was stored. */
export function readStoredMetadata(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { json: text };
  }
  return isPlainObject(value) && !isDeep(text) ? value : { json: text };
}

/** Whether JSON that can be parsed has more levels than allowed, by its brackets outside of strings. */
function isDeep(json: string): boolean {
  let level = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === '[' || token === '{') level++;
    else if (token === ']' || token === '}') level--;
    if (level > MOST_METADATA_LEVELS) return true;
  }
  return false;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function tooManyBytes(bytes: number, mostBytes: number): ServerError {
  return new ServerError('METADATA_TOO_LARGE', `metadata: ${bytes} bytes of JSON, at most ${mostBytes} are allowed`);
}
