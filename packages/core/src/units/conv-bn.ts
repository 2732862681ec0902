import type { ConvBnPlan } from '../plans/layer-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { CoreError } from '../errors.js';
import { createBatchNorm, type NormStatistics } from './batch-norm.js';
import { createConvolution } from './convolution.js';
import type { Summands, Unit } from './unit.js';

/** Convolution, batch normalisation and activation: the unit most of an encoder is built of. Between forward and backward it keeps the convolution's output and
 * the batch statistics. `backward` reads `y` only where there is an activation. */
export interface ConvBn extends Unit {
  readonly plan: ConvBnPlan;
  /** @param add comes to the output before the activation; see `BatchNorm`. */
  forward(x: Handle, updateStatistics?: boolean, add?: Handle): Handle;
  /** `replay` for a forward with `add`, or without. @throws CoreError NO_FORWARD */
  replayAdded(add?: Handle): Handle;
  replay(): Handle;
  /** `backward` for a forward with `add`, whose gradient `dAdd` is. @param dy summands of the gradient of y. */
  backwardAdded(dy: Summands, x: Handle, y: Handle): { readonly dx: Handle; readonly dAdd: Handle };
  infer(x: Handle, add?: Handle): Handle;
  /** `backward` for the first unit of an encoder, whose input needs no gradient. */
  backwardParameters(dy: Handle, x: Handle, y: Handle): void;
}

/** Makes the unit of a plan: convolution, batch normalisation, activation. @param precision of activations and their gradients;
 * parameters are float32. */
export function createConvBn(
  engine: Engine,
  plan: ConvBnPlan,
  precision: Precision,
  seed: number,
  normStatistics?: NormStatistics,
): ConvBn {
  const convolution = createConvolution(engine, plan, precision, seed);
  const norm = createBatchNorm(engine, { ...plan, channels: plan.outputs }, normStatistics);
  let convolved: Handle | undefined;

  const dropConvolved = (): void => {
    if (convolved) engine.free(convolved);
    convolved = undefined;
  };
  const requireConvolved = (): Handle => {
    if (!convolved) throw new CoreError('NO_FORWARD', `${plan.name}: backward needs a forward in training mode before it`);
    return convolved;
  };
  /** Back to the convolution's output. */
  const convolutionGradient = (dy: Handle, y: Handle): Handle => {
    const dConvolved = norm.backward(dy, requireConvolved(), y);
    dropConvolved();
    return dConvolved;
  };

  return {
    plan,
    parameters: [...convolution.parameters, ...norm.parameters],
    statistics: norm.statistics,
    forward: (x, updateStatistics, add) => {
      dropConvolved();
      convolved = convolution.forward(x);
      return norm.forward(convolved, updateStatistics, add);
    },
    replayAdded: (add) => norm.replay(requireConvolved(), add),
    replay: () => norm.replay(requireConvolved()),
    backward: (dy, x, y) => {
      const dConvolved = convolutionGradient(dy, y);
      const dx = convolution.backward(dConvolved, x);
      engine.free(dConvolved);
      return dx;
    },
    backwardAdded: (dy, x, y) => {
      const { dx: dConvolved, dAdd } = norm.backwardAdded(dy, requireConvolved(), y);
      dropConvolved();
      const dx = convolution.backward(dConvolved, x);
      engine.free(dConvolved);
      return { dx, dAdd };
    },
    backwardParameters: (dy, x, y) => {
      const dConvolved = convolutionGradient(dy, y);
      convolution.backwardParameters(dConvolved, x);
      engine.free(dConvolved);
    },
    infer: (x, add) => {
      const features = convolution.infer(x);
      const y = norm.infer(features, add);
      engine.free(features);
      return y;
    },
    discard: () => {
      dropConvolved();
      convolution.discard();
      norm.discard();
    },
  };
}
