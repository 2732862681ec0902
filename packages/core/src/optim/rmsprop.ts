import type { Engine, Handle } from '../engine/engine.js';
import { setSlot, type Parameter } from '../units/parameter.js';
import { assertOptions } from './assert-option.js';
import { moveParameters } from './move-parameters.js';
import type { Optimiser } from './optimiser.js';
import { addWeightDecay } from './weight-decay.js';
import { withTemporaries } from './with-temporaries.js';

/** There is no paper to settle it, so the two libraries differ (m: `momentum`, rate: the learning rate):
 * - `keras`: u = m·u + rate · g / sqrt(s + ε); w -= u. Defaults rho 0.9, epsilon 1e-7.
 * - `pytorch`: u = m·u + g / (sqrt(s) + ε); w -= rate · u. Defaults rho 0.99, epsilon 1e-8. */
export type RmspropConvention = 'keras' | 'pytorch';

/** Convention, decays and momentum of RMSprop. */
export interface RmspropOptions {
  /** Default `keras`, which the notebooks trained with. */
  readonly convention?: RmspropConvention;
  /** Decay of the mean of squared gradients, 0..1. Default 0.9, or 0.99 by the `pytorch` convention. */
  readonly rho?: number;
  /** Default 1e-7, or 1e-8 by the `pytorch` convention. */
  readonly epsilon?: number;
  /** 0..1. Default 0. */
  readonly momentum?: number;
  /** Divides by the deviation of gradients instead of their root mean square: s - a² stands for s, where a is their mean. Default false. */
  readonly centered?: boolean;
  /** L2 coefficient, added to the gradient of parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
}

/** RMSprop: s = rho·s + (1-rho)·g², the step is the gradient over its root (`RmspropConvention`). Slots `squareAverage` (s), with `centered`
 * `gradientAverage` (a), with momentum `momentum` (u), all 0 before the first step. A deviation that rounding made negative counts
 * as 0; both libraries would answer NaN there.
 * @throws CoreError BAD_OPTIMISER for an option out of range.
 * @see Tieleman and Hinton, Coursera 2012, lecture 6.5; Graves, arXiv:1308.0850 for `centered`. */
export function createRmsprop(options: RmspropOptions = {}): Optimiser {
  const { convention = 'keras', momentum = 0, centered = false, weightDecay = 0 } = options;
  const keras = convention === 'keras';
  const { rho = keras ? 0.9 : 0.99, epsilon = keras ? 1e-7 : 1e-8 } = options;
  assertOptions('createRmsprop', 'at least 0 and below 1', { rho, momentum });
  assertOptions('createRmsprop', 'above 0', { epsilon });
  assertOptions('createRmsprop', 'at least 0', { weightDecay });

  /** Moves a slot toward `sample`; answers the slot's new value, owned by the slot. */
  const average = (engine: Engine, parameter: Parameter, slot: string, sample: Handle): Handle => {
    const before = parameter.slots.get(slot);
    const next = before ? engine.lerp(before, sample, 1 - rho) : engine.scale(sample, 1 - rho);
    setSlot(engine, parameter, slot, next);
    return next;
  };

  return {
    step: (engine, parameters, { learningRate }) => {
      moveParameters(engine, parameters, (parameter, rawGradient) => {
        const rate = learningRate * parameter.rate;
        withTemporaries(engine, (keep) => {
          const gradient = addWeightDecay(engine, parameter, rawGradient, weightDecay);
          if (gradient !== rawGradient) keep(gradient);
          let spread = average(engine, parameter, 'squareAverage', keep(engine.multiply(gradient, gradient)));
          if (centered) {
            const mean = average(engine, parameter, 'gradientAverage', gradient);
            spread = keep(engine.relu(keep(engine.subtract(spread, keep(engine.multiply(mean, mean))))));
          }
          const root = keras
            ? keep(engine.squareRoot(keep(engine.addScalar(spread, epsilon))))
            : keep(engine.addScalar(keep(engine.squareRoot(spread)), epsilon));
          let direction = keep(engine.divide(gradient, root));
          if (keras) direction = keep(engine.scale(direction, rate));
          if (momentum > 0) {
            const before = parameter.slots.get('momentum');
            const accumulated = before ? engine.add(keep(engine.scale(before, momentum)), direction) : engine.scale(direction, 1);
            setSlot(engine, parameter, 'momentum', accumulated);
            direction = accumulated;
          }
          if (!keras) direction = keep(engine.scale(direction, rate));
          parameter.value = engine.descend(parameter.value, direction, 1);
        });
      });
      return Promise.resolve();
    },
  };
}
