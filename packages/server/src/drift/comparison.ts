/** How far a window is from the reference, beside how far it would be by chance. */
export interface Comparison {
  /** In the unit of the measure. */
  readonly distance: number;
  /** What the distance would be on average if nothing had changed: so few pictures on both sides are never quite the same. */
  readonly byChance: number;
  /** Probability of a distance at least as large if nothing had changed, 0..1. */
  readonly pValue: number;
}
