import { setSlot } from '../units/parameter.js';
import type { Optimiser } from './optimiser.js';

export interface SgdOptions {
  /** 0..1. Default 0.9. */
  readonly momentum?: number;
  /** Default true. */
  readonly nesterov?: boolean;
  /** L2 coefficient, added to the gradient of parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent as PyTorch defines it: g' = g + decay·w; v = momentum·v + g'; w -= rate · (nesterov ? g' + momentum·v : v).
 * Slot `velocity`, 0 at the first step. */
export function createSgd(options: SgdOptions = {}): Optimiser {
  const { momentum = 0.9, nesterov = true, weightDecay = 0 } = options;
  return {
    step: (engine, parameters, { learningRate }) => {
      for (const parameter of parameters) {
        const { gradient } = parameter;
        if (!gradient) continue;
        parameter.gradient = undefined;
        if (parameter.rate > 0) {
          // Made on the device; a gradient that is not finite gives a velocity that is not finite, as it would in the step itself.
          const zero = parameter.slots.has('velocity') ? undefined : engine.scale(gradient, 0);
          const velocity = parameter.slots.get('velocity') ?? zero!;
          const next = engine.sgdStep(parameter.value, velocity, gradient, {
            learningRate: learningRate * parameter.rate,
            momentum,
            weightDecay: parameter.decay ? weightDecay : 0,
            nesterov,
          });
          engine.free(parameter.value, ...(zero ? [zero] : []));
          parameter.value = next.parameter;
          setSlot(engine, parameter, 'velocity', next.velocity);
        }
        engine.free(gradient);
      }
      return Promise.resolve();
    },
  };
}
