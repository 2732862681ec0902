import type { ServiceRate } from './service-rate.js';

/** Bounds of the pictures that may be under way. */
export interface PlaceLimits {
  /** Pictures, however fast they are done. */
  readonly most: number;
  /** Pictures, however slowly they are done: full batches, and the largest request. */
  readonly fewest: number;
  /** How long those that are let in may take, milliseconds. */
  readonly queueMs: number;
}

/** How many pictures may be under way so that each is done in time: as many as are done in `queueMs` at the rate of the moment, for whoever is let in waits behind all of them
 * (J. D. C. Little, A Proof for the Queuing Formula L = lambda W, Operations Research 9, 1961). */
export function placesInTime({ most, fewest, queueMs }: PlaceLimits, { perSecond }: Pick<ServiceRate, 'perSecond'>): number {
  // Nothing is known in the first moments: some batches more than it needs at least.
  if (perSecond === undefined) return Math.min(most, 2 * fewest);
  return Math.min(most, Math.max(fewest, Math.floor((perSecond * queueMs) / 1000)));
}
