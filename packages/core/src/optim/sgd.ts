import type { Engine } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';

export interface SgdOptions {
  /** 0..1. Default 0.9. */
  readonly momentum?: number;
  /** Default true. */
  readonly nesterov?: boolean;
  /** L2 coefficient, added to the gradient of parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
}

export interface Optimiser {
  /** Moves every parameter that has a gradient and frees the gradient. */
  step(engine: Engine, parameters: readonly Parameter[], learningRate: number): void;
}

/** Stochastic gradient descent as PyTorch defines it: g' = g + decay·w; v = momentum·v + g'; w -= rate · (nesterov ? g' + momentum·v : v).
 * Velocities start at 0 and live in the parameters, so that a checkpoint finds them there. */
export function createSgd(options: SgdOptions = {}): Optimiser {
  const { momentum = 0.9, nesterov = true, weightDecay = 0 } = options;
  return {
    step: (engine, parameters, learningRate) => {
      for (const parameter of parameters) {
        const { gradient } = parameter;
        if (!gradient) continue;
        // Made on the device; a gradient that is not finite gives a velocity that is not finite, as it would in the step itself.
        const velocity = parameter.velocity ?? engine.scale(gradient, 0);
        const next = engine.sgdStep(parameter.value, velocity, gradient, {
          learningRate,
          momentum,
          weightDecay: parameter.decay ? weightDecay : 0,
          nesterov,
        });
        engine.free(parameter.value, velocity, gradient);
        parameter.value = next.parameter;
        parameter.velocity = next.velocity;
        parameter.gradient = undefined;
      }
    },
  };
}
