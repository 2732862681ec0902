import { count, roomSettings } from '../domain/settings.js';

/** What is looked at, and what is kept of it. */
export interface DriftOptions {
  /** Pictures of a window, at most; 0: nothing is followed. */
  readonly pictures: number;
  /** How old they may be. */
  readonly hours: number;
  /** Examples of each measure of a model; 0, the default: none is kept. */
  readonly examples: number;
  /** Of the thumbnails of all of them. */
  readonly exampleBytes: number;
}

/** Fewer would leave too few to say anything while the newest come in. */
const SMALLEST_WINDOW = 200;

/** How drift is followed, as it is set from outside: the last 1,000 pictures of a week by default, and no example of them. */
export const driftSettings = roomSettings(
  {
    SUPCON_DRIFT_PICTURES: count(0, 100_000)
      .refine((pictures) => pictures === 0 || pictures >= SMALLEST_WINDOW, `must be at least ${SMALLEST_WINDOW}, or 0 to follow nothing`)
      .default(1000),
    SUPCON_DRIFT_HOURS: count(1, 8760).default(168),
    SUPCON_DRIFT_EXAMPLES: count(0, 100).default(0),
    SUPCON_DRIFT_EXAMPLE_BYTES: count(0, Number.MAX_SAFE_INTEGER).default(16 * 1024 * 1024),
  },
  (s): DriftOptions => ({
    pictures: s.SUPCON_DRIFT_PICTURES,
    hours: s.SUPCON_DRIFT_HOURS,
    examples: s.SUPCON_DRIFT_EXAMPLES,
    exampleBytes: s.SUPCON_DRIFT_EXAMPLE_BYTES,
  }),
);
