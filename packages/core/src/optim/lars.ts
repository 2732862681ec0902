import type { Engine } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';
import { assertOptions } from './assert-option.js';
import { moveParameters } from './move-parameters.js';
import type { Optimiser } from './optimiser.js';
import { squaredNorms } from './squared-norms.js';
import { addWeightDecay } from './weight-decay.js';

/** The two trust ratios in use (η: `trustCoefficient`, β: `weightDecay`); they agree where nothing decays.
 * - `simclr`: η · ‖w‖ / ‖g + β·w‖, as google-research's SimCLR and SupCon code, with its classic momentum.
 * - `paper`: η · ‖w‖ / (‖g‖ + β·‖w‖), You et al., eq. 6. */
export type LarsVariant = 'simclr' | 'paper';

/** Variant, momentum, decay and trust coefficient of LARS. */
export interface LarsOptions {
  /** Default `simclr`. */
  readonly variant?: LarsVariant;
  /** 0..1. Default 0.9. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
  /** L2 coefficient for parameters with `decay`. Default 0. */
  readonly weightDecay?: number;
  /** η, above 0. Default 0.001. */
  readonly trustCoefficient?: number;
}

/** Layer-wise adaptive rate scaling (You et al., arXiv:1708.03888, algorithm 1): g' = g + β·w; v = momentum·v + rate · λ · g'; w -= v, or with
 * Nesterov momentum·v + rate · λ · g', where λ is the trust ratio (`LarsVariant`), 1 where either norm is 0. Biases and batch normalisation, the parameters without
 * `decay`, have neither weight decay nor a trust ratio: λ = 1. The rate is part of the velocity, so a change of it reaches the steps gradually; PyTorch
 * ports (lightly, Lightning Bolts) apply it behind the velocity and differ under a schedule.
 *
 * Slot `velocity`, 0 before the first step.
 * @throws CoreError BAD_OPTIMISER for an option out of range. */
export function createLars(options: LarsOptions = {}): Optimiser {
  const { variant = 'simclr', momentum = 0.9, nesterov = false, weightDecay = 0, trustCoefficient = 0.001 } = options;
  assertOptions('createLars', 'at least 0 and below 1', { momentum });
  assertOptions('createLars', 'at least 0', { weightDecay });
  assertOptions('createLars', 'above 0', { trustCoefficient });

  const trustRatio = (valueSquare: number, gradientSquare: number): number => {
    const [value, gradient] = [Math.sqrt(valueSquare), Math.sqrt(gradientSquare)];
    if (value === 0 || gradient === 0) return 1;
    return (trustCoefficient * value) / (variant === 'paper' ? gradient + weightDecay * value : gradient);
  };

  /** The trust ratio of every parameter that has one. */
  const trustRatios = async (engine: Engine, parameters: readonly Parameter[]): Promise<Map<Parameter, number>> => {
    const adapted = parameters.filter((parameter) => parameter.decay && parameter.rate > 0 && parameter.gradient);
    const norms = await squaredNorms(
      engine,
      adapted.flatMap((parameter) => [parameter.value, parameter.gradient!]),
    );
    return new Map(adapted.map((parameter, at) => [parameter, trustRatio(norms[2 * at]!, norms[2 * at + 1]!)]));
  };

  const decayGradients = (engine: Engine, parameters: readonly Parameter[]): void => {
    for (const parameter of parameters) {
      const { gradient } = parameter;
      if (!gradient || parameter.rate === 0) continue;
      const decayed = addWeightDecay(engine, parameter, gradient, weightDecay);
      if (decayed !== gradient) engine.free(gradient);
      parameter.gradient = decayed;
    }
  };

  return {
    step: async (engine, parameters, { learningRate }) => {
      // SimCLR's norm is that of the decayed gradient, the paper's that of the gradient itself.
      if (variant === 'simclr') decayGradients(engine, parameters);
      const ratios = await trustRatios(engine, parameters);
      if (variant === 'paper') decayGradients(engine, parameters);
      moveParameters(engine, parameters, (parameter, gradient) => {
        const scaled = engine.scale(gradient, learningRate * parameter.rate * (ratios.get(parameter) ?? 1));
        const settings = { learningRate: 1, momentum, weightDecay: 0, nesterov };
        const next = engine.sgdStep(parameter.value, parameter.slots.get('velocity') ?? engine.scale(gradient, 0), scaled, settings);
        engine.free(scaled);
        parameter.value = next.parameter;
        parameter.slots.set('velocity', next.velocity);
      });
    },
  };
}
