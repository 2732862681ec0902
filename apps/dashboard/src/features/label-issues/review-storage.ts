import type { Decision, ReviewLog } from './review-log.js';

/** What is kept of a review between visits of the page. */
export interface KeptReview {
  readonly log: ReviewLog;
  /** Whether what was kept could not be read, and was begun anew. */
  readonly damaged: boolean;
}

const VERSION = 1;

/** Under which name the review of a run is kept in the browser. */
export function reviewKey(run: string): string {
  return `supcon-label-review:${run}`;
}

/** As it is kept. */
export function writeReview(log: ReviewLog): string {
  return JSON.stringify({ version: VERSION, log });
}

/** What was kept. @param text null where nothing is. */
export function readReview(text: string | null): KeptReview {
  if (text === null) return { log: [], damaged: false };
  try {
    const kept = JSON.parse(text) as { readonly version?: unknown; readonly log?: unknown } | null;
    if (kept?.version === VERSION && Array.isArray(kept.log) && kept.log.every(isDecision)) return { log: kept.log, damaged: false };
  } catch {
    // Not ours, or cut off: begun anew, which the page says.
  }
  return { log: [], damaged: true };
}

function isDecision(value: unknown): value is Decision {
  const { picture, given, verdict, suggested, confidence } = (value ?? {}) as Partial<Record<keyof Decision, unknown>>;
  const { kind, label } = (verdict ?? {}) as { readonly kind?: unknown; readonly label?: unknown };
  return (
    typeof picture === 'string' &&
    typeof given === 'string' &&
    (kind === 'skip' || kind === 'leave-out' || (kind === 'label' && typeof label === 'string')) &&
    (suggested === undefined || typeof suggested === 'string') &&
    (confidence === undefined || typeof confidence === 'number')
  );
}
