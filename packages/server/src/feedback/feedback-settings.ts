import type { FeedbackBounds } from '../domain/feedback-store.js';
import { count, roomSettings } from '../domain/settings.js';

const GIB = 1024 * 1024 * 1024;

/** How much feedback is kept, as it is set from outside: 100,000 records and 10 GiB of pictures by default; 0 records take none. */
export const feedbackSettings = roomSettings(
  {
    SUPCON_FEEDBACK_RECORDS: count(0, 10_000_000).default(100_000),
    SUPCON_FEEDBACK_BYTES: count(0, Number.MAX_SAFE_INTEGER).default(10 * GIB),
  },
  (s): FeedbackBounds => ({ records: s.SUPCON_FEEDBACK_RECORDS, bytes: s.SUPCON_FEEDBACK_BYTES }),
);
