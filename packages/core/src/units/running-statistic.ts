import type { Handle } from '../engine/engine.js';

/** A float32 tensor that training moves along but no gradient reaches: batch normalisation's running mean or variance. */
export interface RunningStatistic {
  readonly name: string;
  readonly shape: readonly number[];
  value: Handle;
}
