import { adamStep, completeAdamOptions, type AdamOptions } from './adam-step.js';
import { moveParameters } from './move-parameters.js';
import type { Optimiser } from './optimiser.js';
import { addWeightDecay } from './weight-decay.js';

/** Adam (Kingma and Ba, arXiv:1412.6980). Its weight decay is L2, added to the gradient, as in torch.optim.Adam; see `createAdamW` for
 * the decoupled one. Slots `firstMoment` and `secondMoment`.
 * @throws CoreError BAD_OPTIMISER for an option out of range. */
export function createAdam(options: AdamOptions = {}): Optimiser {
  const complete = completeAdamOptions('createAdam', options);
  return {
    step: (engine, parameters, settings) => {
      moveParameters(engine, parameters, (parameter, gradient) => {
        const decayed = addWeightDecay(engine, parameter, gradient, complete.weightDecay);
        adamStep(engine, parameter, parameter.value, decayed, complete, settings);
        if (decayed !== gradient) engine.free(decayed);
      });
      return Promise.resolve();
    },
  };
}
