import { ServerError } from '../../domain/errors.js';
import { count, roomSettings } from '../../domain/settings.js';

/** How near items have to be to be near-duplicates: cosines below are shared by pictures that only look alike, those above by copies of one picture that were scaled or compressed again.
 * docs/api.md has what was measured. */
export const DEFAULT_THRESHOLD = 0.95;
/** Below, most pairs have to be compared as a whole, and groups run into each other. */
export const LEAST_THRESHOLD = 0.8;

/** How much is compared. */
export interface DuplicateLimits {
  /** Items of a collection, at most: their vectors are in memory while they are compared. */
  readonly duplicateItems: number;
}

/** How the search for near-duplicates is set from outside. */
export const duplicateSettings = roomSettings({ SUPCON_DUPLICATE_ITEMS: count(1, 10_000_000).default(200_000) }, (s): DuplicateLimits => ({
  duplicateItems: s.SUPCON_DUPLICATE_ITEMS,
}));

/** Returns a threshold. @throws ServerError BAD_REQUEST. */
export function requireThreshold(threshold: unknown): number {
  if (typeof threshold !== 'number' || !(threshold >= LEAST_THRESHOLD && threshold <= 1))
    throw new ServerError('BAD_REQUEST', `threshold: expected a cosine from ${LEAST_THRESHOLD} to 1, got ${String(threshold)}`);
  return threshold;
}
