import type { Engine, Handle } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';
import { assertOptions } from './assert-option.js';
import type { StepSettings } from './optimiser.js';
import { withTemporaries } from './with-temporaries.js';

/** Where epsilon sits, with the default that goes with it. `pytorch`: beside the bias-corrected root, 1e-8, as in algorithm 1 of the paper. `keras`: beside the
 * root before its correction ("epsilon hat" of section 2), 1e-7, so that in early steps it weighs up to 1 / sqrt(1 - beta2), some 30 times, more. */
export type AdamConvention = 'pytorch' | 'keras';

/** Decays, epsilon and convention of Adam. */
export interface AdamOptions {
  /** Decay of the mean of gradients, 0..1. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of squared gradients, 0..1. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8, or 1e-7 by the `keras` convention. */
  readonly epsilon?: number;
  /** Default `pytorch`. */
  readonly convention?: AdamConvention;
  /** Coefficient for parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
}

/** Options with their defaults.
 * @throws CoreError BAD_OPTIMISER for an option out of range. */
export function completeAdamOptions(where: string, options: AdamOptions): Required<AdamOptions> {
  const { beta1 = 0.9, beta2 = 0.999, convention = 'pytorch', weightDecay = 0 } = options;
  const { epsilon = convention === 'keras' ? 1e-7 : 1e-8 } = options;
  assertOptions(where, 'at least 0 and below 1', { beta1, beta2 });
  assertOptions(where, 'above 0', { epsilon });
  assertOptions(where, 'at least 0', { weightDecay });
  return { beta1, beta2, epsilon, convention, weightDecay };
}

/** One step of Adam without weight decay (Kingma and Ba, arXiv:1412.6980, algorithm 1): m = β1·m + (1-β1)·g; v = β2·v + (1-β2)·g²;
 * w -= rate · m̂ / (sqrt(v̂) + ε), where m̂ = m / (1-β1^t), v̂ = v / (1-β2^t) and t = step + 1.
 *
 * Slots `firstMoment` (m) and `secondMoment` (v). A parameter that joins late (unfrozen at t > 1) starts with m̂ = g and v̂ = g², as
 * every parameter does at t = 1: from zeros, its first steps would be up to sqrt(1000) / 10 times too long.
 * @param value what the step starts from, taken over: the parameter's value, or that after decoupled decay.
 * @param gradient borrowed. */
export function adamStep(
  engine: Engine,
  parameter: Parameter,
  value: Handle,
  gradient: Handle,
  options: Required<AdamOptions>,
  { learningRate, step }: StepSettings,
): void {
  const { epsilon, convention } = options;
  // Engines hold them in float32, where 1 - 0.999 is off by 1e-5: the corrections have to undo the same numbers.
  const [beta1, beta2] = [Math.fround(options.beta1), Math.fround(options.beta2)];
  const firstCorrection = 1 - beta1 ** (step + 1);
  const secondCorrection = 1 - beta2 ** (step + 1);
  const rootCorrection = Math.sqrt(secondCorrection);
  const settings = {
    // Both corrections become part of the rate and of epsilon: no pass over memory of their own.
    rate: (learningRate * parameter.rate * rootCorrection) / firstCorrection,
    beta1,
    beta2,
    epsilon: convention === 'keras' ? epsilon : epsilon * rootCorrection,
  };
  const next = withTemporaries(engine, (keep) => {
    // What the step turns into (1-β^t) · sample; 0 at t = 1.
    const begin = (sample: Handle, beta: number, correction: number): Handle =>
      engine.scale(sample, beta === 0 ? 0 : (correction - (1 - beta)) / beta);
    const first = parameter.slots.get('firstMoment') ?? begin(gradient, beta1, firstCorrection);
    const second = parameter.slots.get('secondMoment') ?? begin(keep(engine.multiply(gradient, gradient)), beta2, secondCorrection);
    return engine.adamStep(value, first, second, gradient, settings);
  });
  parameter.value = next.parameter;
  parameter.slots.set('firstMoment', next.first);
  parameter.slots.set('secondMoment', next.second);
}
