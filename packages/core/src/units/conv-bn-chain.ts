import type { ConvBnPlan } from '../encoders/layer-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBn, type ConvBn } from './conv-bn.js';
import type { Unit } from './unit.js';

/** Units one after the other: the body of a block. Between forward and backward it keeps what its units keep, the convolutions' outputs; the activations
 * between them are replayed from those. `backward` reads `y` only where the last unit has an activation. */
export interface ConvBnChain extends Unit {
  readonly units: readonly ConvBn[];
  /** The output of the last `forward` once more, up to rounding; owned by the caller. @throws CoreError NO_FORWARD */
  replay(): Handle;
}

/** @param plans at least one. */
export function createConvBnChain(engine: Engine, plans: readonly ConvBnPlan[], precision: Precision, seed: number): ConvBnChain {
  const units = plans.map((plan) => createConvBn(engine, plan, precision, seed));
  const through = (x: Handle, pass: (unit: ConvBn, activation: Handle) => Handle): Handle => {
    let activation = x;
    for (const unit of units) {
      const next = pass(unit, activation);
      if (activation !== x) engine.free(activation);
      activation = next;
    }
    return activation;
  };
  return {
    units,
    parameters: units.flatMap((unit) => unit.parameters),
    statistics: units.flatMap((unit) => unit.statistics),
    forward: (x, updateStatistics) => through(x, (unit, activation) => unit.forward(activation, updateStatistics)),
    backward: (dy, x, y) => {
      let gradient = dy;
      let output = y;
      for (let index = units.length - 1; index >= 0; index--) {
        const input = index > 0 ? (units[index - 1] as ConvBn).replay() : x;
        const next = (units[index] as ConvBn).backward(gradient, input, output);
        if (gradient !== dy) engine.free(gradient);
        if (output !== y) engine.free(output);
        gradient = next;
        output = input;
      }
      return gradient;
    },
    replay: () => (units.at(-1) as ConvBn).replay(),
    infer: (x) => through(x, (unit, activation) => unit.infer(activation)),
    discard: () => {
      for (const unit of units) unit.discard();
    },
  };
}
