import type { Handle } from '../engine/engine.js';
import type { Parameter } from './parameter.js';
import type { RunningStatistic } from './running-statistic.js';

/** A gradient, or two that are still to be added: what reads them may do so in the same pass over memory. */
export type Summands = readonly [Handle] | readonly [Handle, Handle];

/** A part of an encoder with a written-out backward pass. Its input and output belong to the caller, who hands both back to `backward`; what else it keeps
 * in between is its own, and freed by `backward`, `discard` or the next `forward`. */
export interface Unit {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly RunningStatistic[];
  /** Training mode: normalises by the batch's own statistics, or where the unit was made so, by the pretrained ones.
   * @param x [N, H, W, I] in the working precision; borrowed.
   * @param updateStatistics whether running statistics follow this batch. Default true.
   * @returns [N, H', W', O]. */
  forward(x: Handle, updateStatistics?: boolean): Handle;
  /** Adds to the parameters' gradients and returns that of x. Everything given is borrowed.
   * @param dy gradient of the output.  @param x the input of `forward`.  @param y its output.
   * @throws CoreError NO_FORWARD */
  backward(dy: Handle, x: Handle, y: Handle): Handle;
  /** Where a sum ends backward, or a ReLU that can take one in begins it: the same, without adding up. Everything given is borrowed, what is
   * returned owned by the caller. */
  backwardSum?(dy: Summands, x: Handle, y: Handle): Summands;
  /** Where that costs a few passes over memory and no convolution: the output of the last `forward` once more, from its input, up to rounding; owned by
   * the caller. @param x borrowed.  @throws CoreError NO_FORWARD */
  replay?(x: Handle): Handle;
  /** Inference with running statistics, in the precision of `x`. Nothing is kept. @param x borrowed. */
  infer(x: Handle): Handle;
  /** Drops what `forward` keeps. */
  discard(): void;
}
