import type { InvertedResidualPlan } from '../plans/block-plan.js';
import type { Engine, Precision } from '../engine/engine.js';
import type { NormStatistics } from './batch-norm.js';
import { createConvBnChain } from './conv-bn-chain.js';
import type { Unit } from './unit.js';

/** y = body(x), plus x where the plan says so; Sandler et al., arXiv:1801.04381, figure 4. */
export function createInvertedResidual(
  engine: Engine,
  plan: InvertedResidualPlan,
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): Unit {
  const body = createConvBnChain(engine, plan.body, precision, seed, normStatistics);
  if (!plan.identity) return body;
  return {
    ...body,
    forward: (x, updateStatistics) => body.forward(x, updateStatistics, x),
    backward: (dy, x, y) => {
      // The last unit is linear: it does not read the sum that y is, and dy is the gradient of both summands.
      const dBranch = body.backward(dy, x, y);
      const dx = engine.add(dBranch, dy);
      engine.free(dBranch);
      return dx;
    },
    replay: (x) => body.replayAdded(x),
    infer: (x) => body.infer(x, x),
  };
}
