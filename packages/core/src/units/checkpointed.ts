import type { Engine, Handle } from '../engine/engine.js';
import { CoreError } from '../errors.js';
import type { Summands, Unit } from './unit.js';

/** A unit, or a stem, whose input needs no gradient. */
export type Recomputable<Gradient> = Omit<Unit, 'backward' | 'replay'> & { backward(dy: Handle, x: Handle, y: Handle): Gradient };

/** The same unit, keeping nothing between forward and backward: `backward` first runs `forward` again on the input, which the caller has kept. One more
 * forward pass for the memory of one unit instead of all. Equal to the plain unit to the bit where the engine gives the same answer twice, as the native one
 * does on the CPU; running statistics follow the first forward alone.
 * @see Chen et al., arXiv:1604.06174, section 4. */
export function checkpointed<Gradient>(engine: Engine, unit: Recomputable<Gradient>): Recomputable<Gradient> {
  let forwarded = false;
  const again = (x: Handle): void => {
    if (!forwarded) throw new CoreError('NO_FORWARD', 'a checkpointed unit: backward needs a forward in training mode before it');
    forwarded = false;
    engine.free(unit.forward(x, false));
  };
  const { backwardSum } = unit;
  return {
    parameters: unit.parameters,
    statistics: unit.statistics,
    forward: (x, updateStatistics) => {
      const y = unit.forward(x, updateStatistics);
      unit.discard();
      forwarded = true;
      return y;
    },
    backward: (dy, x, y) => {
      again(x);
      return unit.backward(dy, x, y);
    },
    ...(backwardSum
      ? {
          backwardSum: (dy: Summands, x: Handle, y: Handle) => {
            again(x);
            return backwardSum(dy, x, y);
          },
        }
      : {}),
    infer: (x) => unit.infer(x),
    discard: () => {
      forwarded = false;
      unit.discard();
    },
  };
}
