import { SupconError } from './errors.js';

/** What came of a call: one of the two is undefined. */
export type Settled<T> = { readonly data: T; readonly error: undefined } | { readonly data: undefined; readonly error: SupconError };

/** For those who would rather look than catch: `const { data, error } = await settled(supcon.classify(photo))`.
 * @throws what is no SupconError: a fault of the program, or of what it was given to read. */
export async function settled<T>(call: Promise<T>): Promise<Settled<T>> {
  try {
    return { data: await call, error: undefined };
  } catch (error) {
    if (error instanceof SupconError) return { data: undefined, error };
    throw error;
  }
}
