import type { ResidualPlan } from '../encoders/block-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBnChain } from './conv-bn-chain.js';
import { createConvBn, type ConvBn } from './conv-bn.js';
import type { Unit } from './unit.js';

/** y = relu(body(x) + shortcut(x)), He et al., arXiv:1512.03385 eq. 1 and 2. */
export interface ResidualBlock extends Unit {
  readonly units: readonly ConvBn[];
}

export function createResidualBlock(engine: Engine, plan: ResidualPlan, precision: Precision, seed: number): ResidualBlock {
  const body = createConvBnChain(engine, plan.body, precision, seed);
  const shortcut = plan.shortcut ? createConvBn(engine, plan.shortcut, precision, seed) : undefined;
  const units = shortcut ? [...body.units, shortcut] : body.units;

  /** @param branch and skip: taken over, but for x. */
  const sumAndRelu = (branch: Handle, skip: Handle, x: Handle): Handle => {
    const sum = engine.add(branch, skip);
    const y = engine.relu(sum);
    engine.free(sum, branch);
    if (skip !== x) engine.free(skip);
    return y;
  };

  return {
    units,
    parameters: units.flatMap((unit) => unit.parameters),
    statistics: units.flatMap((unit) => unit.statistics),
    forward: (x, updateStatistics) => {
      const branch = body.forward(x, updateStatistics);
      return sumAndRelu(branch, shortcut?.forward(x, updateStatistics) ?? x, x);
    },
    backward: (dy, x, y) => {
      const dSum = engine.reluGrad(dy, y);
      const dBranch = body.backward(dSum, x, y);
      const dSkip = shortcut ? shortcut.backward(dSum, x, x) : dSum;
      const dx = engine.add(dBranch, dSkip);
      engine.free(dBranch, dSum);
      if (dSkip !== dSum) engine.free(dSkip);
      return dx;
    },
    // A shortcut would be normalised again as well.
    ...(shortcut ? {} : { replay: (x: Handle) => sumAndRelu(body.replay(), x, x) }),
    infer: (x) => sumAndRelu(body.infer(x), shortcut?.infer(x) ?? x, x),
    discard: () => {
      for (const unit of units) unit.discard();
    },
  };
}
