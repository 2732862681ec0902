import { ServerError } from '../domain/errors.js';

/** Returns how many are wanted. @throws ServerError BAD_REQUEST unless it is a whole number from 1 to `most`. */
export function requireCount(what: string, value: number, most: number): number {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new ServerError('BAD_REQUEST', `${what}: expected a whole number from 1 to ${most}, got ${value}`);
  return value;
}
