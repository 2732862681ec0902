import type { PreActivationPlan } from '../plans/block-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createBatchNorm, type NormStatistics } from './batch-norm.js';
import { createConvBn } from './conv-bn.js';
import { createConvolution } from './convolution.js';
import type { Unit } from './unit.js';

/** With a = relu(norm(x)): y = second(first(a)) + shortcut(a), or + x; He et al., arXiv:1603.05027, figure 4e. Between forward and backward it keeps the
 * output of the first convolution; both activations are replayed. */
export function createPreActivationBlock(
  engine: Engine,
  plan: PreActivationPlan,
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): Unit {
  const norm = createBatchNorm(engine, plan.norm, normStatistics);
  const first = createConvBn(engine, plan.first, precision, seed, normStatistics);
  const second = createConvolution(engine, plan.second, precision, seed);
  const shortcut = plan.shortcut ? createConvolution(engine, plan.shortcut, precision, seed) : undefined;
  const units = [norm, first, second, ...(shortcut ? [shortcut] : [])];

  const through = (x: Handle, pass: (unit: Unit, input: Handle) => Handle): Handle => {
    const activated = pass(norm, x);
    const inner = pass(first, activated);
    const branch = pass(second, inner);
    const skip = shortcut ? pass(shortcut, activated) : x;
    const y = engine.add(branch, skip);
    engine.free(activated, inner, branch, ...(shortcut ? [skip] : []));
    return y;
  };

  return {
    parameters: units.flatMap((unit) => unit.parameters),
    statistics: units.flatMap((unit) => unit.statistics),
    forward: (x, updateStatistics) => through(x, (unit, input) => unit.forward(input, updateStatistics)),
    backward: (dy, x) => {
      const inner = first.replay();
      const dInner = second.backward(dy, inner);
      const activated = norm.replay(x);
      const dBranch = first.backward(dInner, activated, inner);
      engine.free(inner, dInner);
      if (shortcut) {
        const dSkip = shortcut.backward(dy, activated);
        const dActivated = engine.add(dBranch, dSkip);
        const dx = norm.backward(dActivated, x, activated);
        engine.free(activated, dBranch, dSkip, dActivated);
        return dx;
      }
      const dThrough = norm.backward(dBranch, x, activated);
      const dx = engine.add(dThrough, dy);
      engine.free(activated, dBranch, dThrough);
      return dx;
    },
    infer: (x) => through(x, (unit, input) => unit.infer(input)),
    discard: () => {
      for (const unit of units) unit.discard();
    },
  };
}
