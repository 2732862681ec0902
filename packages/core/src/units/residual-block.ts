import type { ResidualPlan } from '../plans/block-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import type { NormStatistics } from './batch-norm.js';
import { createConvBnChain } from './conv-bn-chain.js';
import { createConvBn, type ConvBn } from './conv-bn.js';
import type { Summands, Unit } from './unit.js';

/** y = relu(body(x) + shortcut(x)), He et al., arXiv:1512.03385 eq. 1 and 2. */
export interface ResidualBlock extends Unit {
  readonly units: readonly ConvBn[];
}

/** Makes the block of a plan; the sum with the shortcut and its ReLU are part of the last normalisation. */
export function createResidualBlock(
  engine: Engine,
  plan: ResidualPlan,
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): ResidualBlock {
  // The sum and its ReLU are part of the last normalisation, in the same pass over memory.
  const plans = plan.body.map((unit, index) => (index === plan.body.length - 1 ? { ...unit, activation: 'relu' as const } : unit));
  const body = createConvBnChain(engine, plans, precision, seed, normStatistics);
  const shortcut = plan.shortcut ? createConvBn(engine, plan.shortcut, precision, seed, normStatistics) : undefined;
  const units = shortcut ? [...body.units, shortcut] : body.units;

  const withSkip = (x: Handle, through: (unit: Unit) => Handle, pass: (skip: Handle) => Handle): Handle => {
    if (!shortcut) return pass(x);
    const skip = through(shortcut);
    const y = pass(skip);
    engine.free(skip);
    return y;
  };
  const backwardSum = (dy: Summands, x: Handle, y: Handle): readonly [Handle, Handle] => {
    const { dx: dBranch, dAdd } = body.backwardAdded(dy, x, y);
    if (!shortcut) return [dBranch, dAdd];
    const dSkip = shortcut.backward(dAdd, x, x);
    engine.free(dAdd);
    return [dBranch, dSkip];
  };

  return {
    units,
    parameters: units.flatMap((unit) => unit.parameters),
    statistics: units.flatMap((unit) => unit.statistics),
    forward: (x, updateStatistics) =>
      withSkip(
        x,
        (unit) => unit.forward(x, updateStatistics),
        (skip) => body.forward(x, updateStatistics, skip),
      ),
    backward: (dy, x, y) => {
      const [dBranch, dSkip] = backwardSum([dy], x, y);
      const dx = engine.add(dBranch, dSkip);
      engine.free(dBranch, dSkip);
      return dx;
    },
    backwardSum,
    // A shortcut would be normalised again as well.
    ...(shortcut ? {} : { replay: (x: Handle) => body.replayAdded(x) }),
    infer: (x) =>
      withSkip(
        x,
        (unit) => unit.infer(x),
        (skip) => body.infer(x, skip),
      ),
    discard: () => {
      for (const unit of units) unit.discard();
    },
  };
}
