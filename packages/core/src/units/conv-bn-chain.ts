import type { ConvBnPlan } from '../plans/layer-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import type { NormStatistics } from './batch-norm.js';
import { createConvBn, type ConvBn } from './conv-bn.js';
import type { Summands, Unit } from './unit.js';

/** Units one after the other: the body of a block. Between forward and backward it keeps what its units keep, the convolutions' outputs; the activations
 * between them are replayed from those. `backward` reads `y` only where the last unit has an activation. */
export interface ConvBnChain extends Unit {
  readonly units: readonly ConvBn[];
  /** @param add comes to the last unit's output before its activation; see `BatchNorm`. */
  forward(x: Handle, updateStatistics?: boolean, add?: Handle): Handle;
  /** `replay` for a forward with `add`, or without. @throws CoreError NO_FORWARD */
  replayAdded(add?: Handle): Handle;
  replay(): Handle;
  /** `backward` for a forward with `add`, whose gradient `dAdd` is. @param dy summands of the gradient of y. */
  backwardAdded(dy: Summands, x: Handle, y: Handle): { readonly dx: Handle; readonly dAdd: Handle };
  infer(x: Handle, add?: Handle): Handle;
}

/** @param plans at least one. */
export function createConvBnChain(
  engine: Engine,
  plans: readonly ConvBnPlan[],
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): ConvBnChain {
  const units = plans.map((plan) => createConvBn(engine, plan, precision, seed, normStatistics));
  const last = units.at(-1) as ConvBn;
  const through = (x: Handle, pass: (unit: ConvBn, activation: Handle) => Handle): Handle => {
    let activation = x;
    for (const unit of units) {
      const next = pass(unit, activation);
      if (activation !== x) engine.free(activation);
      activation = next;
    }
    return activation;
  };
  /** What went into a unit. */
  const inputOf = (index: number, x: Handle): Handle => (index > 0 ? (units[index - 1] as ConvBn).replay() : x);
  /** Back through all units but the last. @param gradient of the last one's input; taken over.  @param output the last one's input; taken over, but for x. */
  const backwardFrom = (gradient: Handle, output: Handle, x: Handle): Handle => {
    let [dy, y] = [gradient, output];
    for (let index = units.length - 2; index >= 0; index--) {
      const input = inputOf(index, x);
      const dx = (units[index] as ConvBn).backward(dy, input, y);
      engine.free(dy, y);
      [dy, y] = [dx, input];
    }
    return dy;
  };
  return {
    units,
    parameters: units.flatMap((unit) => unit.parameters),
    statistics: units.flatMap((unit) => unit.statistics),
    forward: (x, updateStatistics, add) =>
      through(x, (unit, activation) => unit.forward(activation, updateStatistics, unit === last ? add : undefined)),
    backward: (dy, x, y) => {
      const input = inputOf(units.length - 1, x);
      return backwardFrom(last.backward(dy, input, y), input, x);
    },
    backwardAdded: (dy, x, y) => {
      const input = inputOf(units.length - 1, x);
      const { dx, dAdd } = last.backwardAdded(dy, input, y);
      return { dx: backwardFrom(dx, input, x), dAdd };
    },
    replayAdded: (add) => last.replayAdded(add),
    replay: () => last.replay(),
    infer: (x, add) => through(x, (unit, activation) => unit.infer(activation, unit === last ? add : undefined)),
    discard: () => {
      for (const unit of units) unit.discard();
    },
  };
}
