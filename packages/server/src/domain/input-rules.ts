import { ServerError } from './errors.js';

/** A collection's name; openapi says the same. It names no folder and no file, but stands in addresses. */
export const COLLECTION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** An item's id; openapi says the same. Parts between slashes, each beginning with a letter or digit of any script, so that none is `.`, `..` or empty whatever a
 * proxy makes of an address; nothing that is not seen; at most 128 characters. */
export const ITEM_ID =
  /^(?=.{1,128}$)(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*(?:[/][\p{L}\p{N}][\p{L}\p{M}\p{N}._:-]*)*$/u;
/** The same in words. */
export const ITEM_ID_WORDS =
  'letters and digits of any script, ._:- and / between parts that begin with a letter or digit, at most 128 characters';
/** A run's id, which names its folder; openapi says the same. */
export const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** Characters of a class label. */
export const LONGEST_LABEL = 200;
/** Neighbours of one search. */
export const MOST_NEIGHBOURS = 1000;
/** Rows and columns of the grid of an explanation. */
export const LARGEST_GRID = 14;
const LOWEST_COVERAGE = 0.5;
const HIGHEST_COVERAGE = 0.999;
/** Numbers of a query vector. */
export const LONGEST_VECTOR = 16_384;

/** What follows is asked by the use cases, whoever calls: a check of the HTTP side alone is one that another way in goes around.
 * @throws ServerError BAD_REQUEST. */
export function requireCollectionName(name: unknown): string {
  return requireMatch(
    'collection',
    name,
    COLLECTION_NAME,
    'letters, digits, dot, dash and underscore, begins with a letter or digit, at most 64 characters',
  );
}

/** @returns the id in Unicode's NFC: an accent is the same whether it was sent with its letter or behind it. @throws ServerError BAD_REQUEST. */
export function requireItemId(id: unknown): string {
  const composed: unknown = typeof id === 'string' ? id.normalize('NFC') : id;
  return requireMatch('id', composed, ITEM_ID, ITEM_ID_WORDS);
}

/** @param label null for none; whole characters. @throws ServerError BAD_REQUEST. */
export function requireLabel(label: unknown): string | null {
  if (label === null) return null;
  // Characters as JSON Schema counts them: an emoji is one, though two of JavaScript's.
  if (typeof label !== 'string' || label.length === 0 || label.length > 2 * LONGEST_LABEL || Array.from(label).length > LONGEST_LABEL)
    throw new ServerError('BAD_REQUEST', `label: expected 1 to ${LONGEST_LABEL} characters, got ${show(label)}`);
  // Half of a character is kept by SQLite as something else, which no filter finds by what was sent.
  if (/\p{Surrogate}/u.test(label))
    throw new ServerError('BAD_REQUEST', `label: ${show(label)} holds half of a surrogate pair, which is no character; send whole ones`);
  // Lists of a label a line, addresses and logs would fall apart. Those that were stored before can still be read and filtered by.
  if (/[\0\n\v\f\r\u0085\u2028\u2029]/.test(label))
    throw new ServerError('BAD_REQUEST', `label: ${show(label)} holds a line break or a NUL; send it without`);
  return label;
}

/** How many neighbours or classes to give. @param name of the parameter. @throws ServerError BAD_REQUEST. */
export function requireK(k: unknown, name = 'k'): number {
  if (typeof k !== 'number' || !Number.isInteger(k) || k < 1 || k > MOST_NEIGHBOURS)
    throw new ServerError('BAD_REQUEST', `${name}: expected a whole number from 1 to ${MOST_NEIGHBOURS}, got ${show(k)}`);
  return k;
}

/** Rows and columns of the grid of an explanation. @throws ServerError BAD_REQUEST. */
export function requireGrid(grid: unknown): number {
  if (typeof grid !== 'number' || !Number.isInteger(grid) || grid < 2 || grid > LARGEST_GRID)
    throw new ServerError('BAD_REQUEST', `explainGrid: expected a whole number from 2 to ${LARGEST_GRID}, got ${show(grid)}`);
  return grid;
}

/** How often label sets are to hold the right class. @throws ServerError BAD_REQUEST. */
export function requireCoverage(coverage: unknown): number {
  if (typeof coverage !== 'number' || !(coverage >= LOWEST_COVERAGE && coverage <= HIGHEST_COVERAGE))
    throw new ServerError(
      'BAD_REQUEST',
      `coverage: expected a number from ${LOWEST_COVERAGE} to ${HIGHEST_COVERAGE}, got ${show(coverage)}`,
    );
  return coverage;
}

/** A copy of a query vector. Looks at nothing that only says of itself that it is long.
 * @returns float32 [length of the argument]; numbers beyond float32 become infinite. @throws ServerError BAD_REQUEST. */
export function requireVector(vector: unknown): Float32Array {
  if (!Array.isArray(vector) && !(vector instanceof Float32Array))
    throw new ServerError('BAD_REQUEST', `vector: expected an array of numbers, got ${show(vector)}`);
  const { length } = vector;
  if (length < 1 || length > LONGEST_VECTOR)
    throw new ServerError('BAD_REQUEST', `vector: expected 1 to ${LONGEST_VECTOR} numbers, got ${length}`);
  const copy = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const value: unknown = vector[i];
    if (typeof value !== 'number') throw new ServerError('BAD_REQUEST', `vector: number ${i} is ${show(value)}; all must be numbers`);
    copy[i] = value;
  }
  return copy;
}

/** Where to go on in a log, in bytes. @throws ServerError BAD_REQUEST. */
export function requireOffset(offset: unknown): number {
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0)
    throw new ServerError('BAD_REQUEST', `offset: expected a whole number from 0 on, got ${show(offset)}`);
  return offset;
}

function requireMatch(what: string, value: unknown, pattern: RegExp, rule: string): string {
  if (typeof value !== 'string' || !pattern.test(value))
    throw new ServerError('BAD_REQUEST', `${what}: ${show(value)} cannot be one; use ${rule}`);
  return value;
}

/** A value as a message may hold it: short, on one line, and never asked for more than its kind when it is an object. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}...` : value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
