import type { InvertedResidualPlan } from '../encoders/block-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBnChain } from './conv-bn-chain.js';
import type { Unit } from './unit.js';

/** y = body(x), plus x where the plan says so; Sandler et al., arXiv:1801.04381, figure 4. */
export function createInvertedResidual(engine: Engine, plan: InvertedResidualPlan, precision: Precision, seed: number): Unit {
  const body = createConvBnChain(engine, plan.body, precision, seed);
  if (!plan.identity) return body;
  const plusInput = (own: Handle, other: Handle): Handle => {
    const sum = engine.add(own, other);
    engine.free(own);
    return sum;
  };
  return {
    ...body,
    forward: (x, updateStatistics) => plusInput(body.forward(x, updateStatistics), x),
    // The last unit is linear, so it does not read the sum that y is.
    backward: (dy, x, y) => plusInput(body.backward(dy, x, y), dy),
    replay: (x) => plusInput(body.replay(), x),
    infer: (x) => plusInput(body.infer(x), x),
  };
}
