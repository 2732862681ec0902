import { CoreError } from '../errors.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { BATCH_NORM_EPSILON, type ConvBnPlan } from '../encoders/resnet-plan.js';
import { createRng } from '../rng.js';
import type { RunningStatistic } from './running-statistic.js';
import { addGradient, createParameter, type Parameter } from './parameter.js';

/** Share of a batch's statistics in the running ones, as torchvision's momentum. */
export const RUNNING_STATISTICS_WEIGHT = 0.1;

/** Convolution, batch normalisation and, where the plan says so, ReLU: the unit every encoder is built of.
 *
 * Between forward and backward it keeps the convolution's output, the batch statistics and the kernel in working precision; its input and output belong to the
 * caller, who hands them back to `backward`. */
export interface ConvBn {
  readonly plan: ConvBnPlan;
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly RunningStatistic[];
  /** @param x [N, H, W, I] in the working precision; borrowed.  @returns [N, H', W', O]. */
  forward(x: Handle): Handle;
  /** The output of the last `forward` once more, up to rounding; owned by the caller. It costs one pass over memory, less than keeping every
   * activation of an encoder until backward reaches it. */
  replay(): Handle;
  /** Leaves the parameters' gradients and returns that of x. Everything given is borrowed.
   * @param dy gradient of the output.  @param x the input of `forward`.  @param y its output, read where ReLU is part of the unit. */
  backward(dy: Handle, x: Handle, y: Handle): Handle;
  /** `backward` for the first unit of an encoder, whose input needs no gradient. */
  backwardParameters(dy: Handle, x: Handle, y: Handle): void;
  /** Inference with running statistics, float32. */
  infer(x: Handle): Handle;
  /** Drops what `forward` keeps. */
  discard(): void;
}

/** Kernels drawn as in He et al., arXiv:1502.01852 (fan out, ReLU gain), gamma 1, beta 0. */
export function createConvBn(engine: Engine, plan: ConvBnPlan, precision: Precision, seed: number): ConvBn {
  const { name, inputs, outputs, window } = plan;
  const filterShape = [window.kernel, window.kernel, inputs, outputs];
  const rng = createRng(seed, 'init', name);
  const deviation = Math.sqrt(2 / (window.kernel * window.kernel * outputs));
  const kernel = Float32Array.from({ length: filterShape.reduce((a, b) => a * b, 1) }, () => rng.normal() * deviation);
  const filter = createParameter(engine, `${name}.conv`, kernel, filterShape, true);
  const gamma = createParameter(engine, `${name}.gamma`, new Float32Array(outputs).fill(1), [outputs], false);
  const beta = createParameter(engine, `${name}.beta`, new Float32Array(outputs), [outputs], false);
  const mean: RunningStatistic = { name: `${name}.mean`, shape: [outputs], value: engine.upload(new Float32Array(outputs), [outputs]) };
  const variance: RunningStatistic = {
    name: `${name}.variance`,
    shape: [outputs],
    value: engine.upload(new Float32Array(outputs).fill(1), [outputs]),
  };

  let workingFilter: Handle | undefined;
  let convolved: Handle | undefined;
  let saved: readonly Handle[] = [];

  const kernelInUse = (): Handle => workingFilter ?? filter.value;
  const track = (statistic: RunningStatistic, batch: Handle): void => {
    const next = engine.lerp(statistic.value, batch, RUNNING_STATISTICS_WEIGHT);
    engine.free(statistic.value, batch);
    statistic.value = next;
  };
  const dropForward = (): void => {
    if (convolved) engine.free(convolved, ...saved);
    convolved = undefined;
    saved = [];
  };
  const dropFilter = (): void => {
    if (workingFilter) engine.free(workingFilter);
    workingFilter = undefined;
  };

  const requireConvolved = (): Handle => {
    if (!convolved) throw new CoreError('NO_FORWARD', `${name}: backward needs a forward in training mode before it`);
    return convolved;
  };

  /** Back through ReLU and batch normalisation, leaving every parameter's gradient; answers the gradient of the convolution's output. */
  const convolutionGradient = (dy: Handle, x: Handle, y: Handle): Handle => {
    const source = requireConvolved();
    const dNormalised = plan.relu ? engine.reluGrad(dy, y) : dy;
    const { dx: dConvolved, dGamma, dBeta } = engine.batchNormGrad(dNormalised, source, gamma.value, saved, BATCH_NORM_EPSILON);
    if (plan.relu) engine.free(dNormalised);
    dropForward();
    addGradient(engine, gamma, dGamma);
    addGradient(engine, beta, dBeta);
    addGradient(engine, filter, engine.conv2dFilterGrad(x, filterShape, dConvolved, window));
    return dConvolved;
  };

  return {
    plan,
    parameters: [filter, gamma, beta],
    statistics: [mean, variance],
    forward: (x) => {
      dropForward();
      dropFilter();
      if (precision !== 'float32') workingFilter = engine.cast(filter.value, precision);
      convolved = engine.conv2d(x, kernelInUse(), window);
      const normalised = engine.batchNormTrain(convolved, gamma.value, beta.value, BATCH_NORM_EPSILON);
      saved = normalised.saved;
      track(mean, normalised.batchMean);
      track(variance, normalised.batchVariance);
      return plan.relu ? replace(engine, normalised.y, engine.relu(normalised.y)) : normalised.y;
    },
    replay: () => {
      const y = engine.batchNormReplay(requireConvolved(), gamma.value, beta.value, saved, BATCH_NORM_EPSILON);
      return plan.relu ? replace(engine, y, engine.relu(y)) : y;
    },
    backward: (dy, x, y) => {
      const dConvolved = convolutionGradient(dy, x, y);
      const dx = engine.conv2dInputGrad(x.shape, kernelInUse(), dConvolved, window);
      engine.free(dConvolved);
      dropFilter();
      return dx;
    },
    backwardParameters: (dy, x, y) => {
      engine.free(convolutionGradient(dy, x, y));
      dropFilter();
    },
    infer: (x) => {
      const convolution = engine.conv2d(x, filter.value, window);
      const y = replace(
        engine,
        convolution,
        engine.batchNormInference(convolution, gamma.value, beta.value, mean.value, variance.value, BATCH_NORM_EPSILON),
      );
      return plan.relu ? replace(engine, y, engine.relu(y)) : y;
    },
    discard: () => {
      dropForward();
      dropFilter();
    },
  };
}

/** Frees `old` and answers `next`, for chains in which each result takes the place of the one before. */
function replace(engine: Engine, old: Handle, next: Handle): Handle {
  engine.free(old);
  return next;
}
