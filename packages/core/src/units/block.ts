import type { BlockPlan } from '../plans/block-plan.js';
import type { Engine, Precision } from '../engine/engine.js';
import type { NormStatistics } from './batch-norm.js';
import { createInvertedResidual } from './inverted-residual.js';
import { createPreActivationBlock } from './pre-activation-block.js';
import { createResidualBlock } from './residual-block.js';
import type { Unit } from './unit.js';

/** The training unit of a planned block, of whichever kind. */
export function createBlock(engine: Engine, plan: BlockPlan, precision: Precision, seed: number, normStatistics?: NormStatistics): Unit {
  switch (plan.kind) {
    case 'residual':
      return createResidualBlock(engine, plan, precision, seed, normStatistics);
    case 'pre-activation':
      return createPreActivationBlock(engine, plan, precision, seed, normStatistics);
    case 'inverted-residual':
      return createInvertedResidual(engine, plan, precision, seed, normStatistics);
  }
}
