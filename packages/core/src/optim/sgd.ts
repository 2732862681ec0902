import { assertOptions } from './assert-option.js';
import { moveParameters } from './move-parameters.js';
import type { Optimiser } from './optimiser.js';
import { addWeightDecay } from './weight-decay.js';

/** Momentum and weight decay of SGD. */
export interface SgdOptions {
  /** 0..1. Default 0.9. */
  readonly momentum?: number;
  /** Default true. */
  readonly nesterov?: boolean;
  /** L2 coefficient, added to the gradient of parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent as PyTorch defines it: g' = g + decay·w; v = momentum·v + g'; w -= rate · (nesterov ? g' + momentum·v : v).
 * Slot `velocity`, 0 before the first step; none without momentum, where the step is the gradient's alone.
 * @throws CoreError BAD_OPTIMISER for an option out of range. */
export function createSgd(options: SgdOptions = {}): Optimiser {
  const { momentum = 0.9, nesterov = true, weightDecay = 0 } = options;
  assertOptions('createSgd', 'at least 0 and below 1', { momentum });
  assertOptions('createSgd', 'at least 0', { weightDecay });
  return {
    step: (engine, parameters, { learningRate }) => {
      moveParameters(engine, parameters, (parameter, gradient) => {
        if (momentum === 0) {
          const decayed = addWeightDecay(engine, parameter, gradient, weightDecay);
          parameter.value = engine.descend(parameter.value, decayed, learningRate * parameter.rate);
          if (decayed !== gradient) engine.free(decayed);
          return;
        }
        // Made on the device; a gradient that is not finite gives a velocity that is not finite, as it would in the step itself.
        const velocity = parameter.slots.get('velocity') ?? engine.scale(gradient, 0);
        const next = engine.sgdStep(parameter.value, velocity, gradient, {
          learningRate: learningRate * parameter.rate,
          momentum,
          weightDecay: parameter.decay ? weightDecay : 0,
          nesterov,
        });
        parameter.value = next.parameter;
        parameter.slots.set('velocity', next.velocity);
      });
      return Promise.resolve();
    },
  };
}
