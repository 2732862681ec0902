import { describeValue } from './describe-value.js';
import { refusedInput } from './errors.js';

/** Milliseconds, the longest that timers of JavaScript can wait: 24 days. */
export const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Something with members, where the types ask for it: plain JavaScript may give anything.
 * @param hint how it looks. @throws BadRequestError with the code BAD_REQUEST: nothing was sent. */
export function checkObject<T>(name: string, value: T, hint: string): T {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refusedInput(`${name}: expected ${hint}, got ${describeValue(value)}`);
}

/** A list, where the types ask for it. @throws BadRequestError: see checkObject. */
export function checkList<T>(name: string, value: readonly T[], hint: string): readonly T[] {
  if (Array.isArray(value)) return value as readonly T[];
  throw refusedInput(`${name}: expected a list, such as ${hint}, got ${describeValue(value)}`);
}

/** The numbers of a vector, as JSON holds them. @throws BadRequestError: see checkObject. */
export function checkVector(vector: readonly number[] | Float32Array): number[] {
  if (Array.isArray(vector) || ArrayBuffer.isView(vector)) return Array.from(vector as readonly number[]);
  throw refusedInput(`vector: expected a list of numbers or a Float32Array, got ${describeValue(vector)}`);
}

/** A number in bounds; undefined is let through. @throws BadRequestError: see checkObject. */
export function checkNumber(name: string, value: number | undefined, least: number, most: number, isWhole = false): void {
  if (value === undefined) return;
  if (typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value))) return;
  throw refusedInput(`${name}: expected a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}, got ${describeValue(value)}`);
}

/** A function; undefined is let through. @throws BadRequestError: see checkObject. */
export function checkFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw refusedInput(`${name}: expected a function, got ${describeValue(value)}`);
}

/** What ends a call; undefined is let through. @throws BadRequestError: see checkObject. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  try {
    // Whatever this takes can be listened to, of another window or of a library too.
    AbortSignal.any([signal]);
  } catch (cause) {
    throw refusedInput(`signal: expected the signal of an AbortController, got ${describeValue(signal)}`, cause);
  }
}
