import type { Decision } from './review-log.js';

/** What was decided on a picture, in a few words. */
export function describeVerdict({ given, verdict }: Pick<Decision, 'given' | 'verdict'>): string {
  switch (verdict.kind) {
    case 'skip':
      return 'Skipped';
    case 'leave-out':
      return 'To be left out';
    case 'label':
      return verdict.label === given ? `${given} is right` : `${given} → ${verdict.label}`;
  }
}
