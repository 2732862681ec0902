import type { FeedbackBounds } from '../domain/feedback-store.js';
import { count, roomSettings } from '../domain/settings.js';

const GIB = 1024 * 1024 * 1024;

/** How much feedback is kept, and how long. */
export interface FeedbackOptions extends FeedbackBounds {
  /** Days after it was last told; 0 for as long as nobody forgets it. */
  readonly keepDays: number;
}

/** As it is set from outside: 100,000 records and 10 GiB of pictures by default, 0 records take none; kept until somebody forgets it. */
export const feedbackSettings = roomSettings(
  {
    SUPCON_FEEDBACK_RECORDS: count(0, 10_000_000).default(100_000),
    SUPCON_FEEDBACK_BYTES: count(0, Number.MAX_SAFE_INTEGER).default(10 * GIB),
    SUPCON_FEEDBACK_DAYS: count(0, 36_500).default(0),
  },
  (s): FeedbackOptions => ({ records: s.SUPCON_FEEDBACK_RECORDS, bytes: s.SUPCON_FEEDBACK_BYTES, keepDays: s.SUPCON_FEEDBACK_DAYS }),
);
