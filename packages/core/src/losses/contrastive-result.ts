import type { Handle } from '../engine/engine.js';

/** What every contrastive loss answers. */
export interface ContrastiveResult {
  readonly loss: number;
  /** float32 [M, P]: d loss / d projections, through the normalisation. Owned by the caller. */
  readonly gradient: Handle;
  /** Rows whose label no other row has; each loss says what it does with them. */
  readonly anchorsWithoutPositives: number;
  /** What else there is to watch, by name; each loss says which. */
  readonly stats: Readonly<Record<string, number>>;
}
