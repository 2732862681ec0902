import type { EpochSummary } from '../checkpoint/epoch-summary.js';

/** An alarm: looks at one epoch after the other and says at most once what is wrong and what mends it. */
export interface Watch {
  readonly code: 'COLLAPSE' | 'PLATEAU' | 'LONE_ANCHORS';
  /** @returns the warning, where there is one. */
  look(epoch: EpochSummary): string | undefined;
}
