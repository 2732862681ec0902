import type { DriftMeasure, DriftVerdict } from '../domain/drift-store.js';
import type { Comparison } from './comparison.js';

/** From where on a verdict is given: both have to hold. With many pictures the smallest difference is certain, with few a large one is chance. */
export interface DriftBound {
  /** At most so probable if nothing had changed. */
  readonly pValue: number;
  /** The distance is at least so much larger than by chance. */
  readonly excess: number;
}

/** The bounds of both verdicts of a measure. */
export type DriftBounds = Readonly<Record<'watch' | 'alarm', DriftBound>>;

/** Probabilities are those of one look at one measure; the measures are four, and looks at the same window much alike. Excesses are in the unit of the measure, from photos that were made
 * worse on purpose (docs/operations.md): an alarm is what costs accuracy. */
export const DRIFT_BOUNDS: Readonly<Record<DriftMeasure, DriftBounds>> = {
  embeddings: { watch: { pValue: 0.01, excess: 0.02 }, alarm: { pValue: 0.001, excess: 0.1 } },
  confidence: { watch: { pValue: 0.01, excess: 0.05 }, alarm: { pValue: 0.001, excess: 0.15 } },
  unknown: { watch: { pValue: 0.01, excess: 0.03 }, alarm: { pValue: 0.001, excess: 0.1 } },
  labels: { watch: { pValue: 0.01, excess: 0.1 }, alarm: { pValue: 0.001, excess: 0.25 } },
};

/** Fewer pictures than this say nothing: of the window, and of the reference. */
export const FEWEST_PICTURES = 100;
export const FEWEST_REFERENCE_PICTURES = 30;

/** Holds a comparison against the bounds of its measure. */
export function judge(
  { distance, byChance, pValue }: Comparison,
  { watch, alarm }: DriftBounds,
): Extract<DriftVerdict, 'ok' | 'watch' | 'alarm'> {
  const isBeyond = (bound: DriftBound): boolean => pValue <= bound.pValue && distance - byChance >= bound.excess;
  if (isBeyond(alarm)) return 'alarm';
  return isBeyond(watch) ? 'watch' : 'ok';
}

const GRAVITY: readonly DriftVerdict[] = ['alarm', 'watch', 'ok', 'fewPictures', 'noReference'];

/** The gravest of several: what cannot be said counts only where nothing can. */
export function gravest(verdicts: readonly DriftVerdict[]): DriftVerdict {
  return GRAVITY.find((verdict) => verdicts.includes(verdict)) ?? 'noReference';
}
