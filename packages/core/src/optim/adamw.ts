import { adamStep, completeAdamOptions, type AdamOptions } from './adam-step.js';
import { moveParameters } from './move-parameters.js';
import type { Optimiser } from './optimiser.js';

/** As Adam's, with decoupled weight decay. */
export interface AdamWOptions extends AdamOptions {
  /** Decoupled: each step first multiplies the parameters with `decay` by 1 - learningRate · weightDecay. Default 0.01, as PyTorch's. */
  readonly weightDecay?: number;
}

/** Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2, with the schedule multiplier inside the learning
 * rate as PyTorch and Keras have it). Slots `firstMoment` and `secondMoment`.
 * @throws CoreError BAD_OPTIMISER for an option out of range. */
export function createAdamW(options: AdamWOptions = {}): Optimiser {
  const complete = completeAdamOptions('createAdamW', { weightDecay: 0.01, ...options });
  return {
    step: (engine, parameters, settings) => {
      moveParameters(engine, parameters, (parameter, gradient) => {
        const decay = parameter.decay ? settings.learningRate * parameter.rate * complete.weightDecay : 0;
        const start = decay === 0 ? parameter.value : engine.scale(parameter.value, 1 - decay);
        if (start !== parameter.value) engine.free(parameter.value);
        adamStep(engine, parameter, start, gradient, complete, settings);
      });
      return Promise.resolve();
    },
  };
}
