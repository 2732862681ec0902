import { BATCH_NORM_EPSILON, type NormPlan } from '../plans/layer-plan.js';
import type { AfterNorm, BeforeNormGrad, Engine, Handle } from '../engine/engine.js';
import { CoreError } from '../errors.js';
import { addGradient, createParameter } from './parameter.js';
import type { RunningStatistic } from './running-statistic.js';
import type { Summands, Unit } from './unit.js';

/** Share of a batch's statistics in the running ones, as torchvision's momentum. */
export const RUNNING_STATISTICS_WEIGHT = 0.1;

/** By what training normalises: `batch`, each batch's own statistics, which the running ones follow; `pretrained`, the running ones as they were loaded, which
 * stay as they are. With `pretrained` pictures of a batch do not depend on each other, and a batch may be small. */
export type NormStatistics = 'batch' | 'pretrained';

/** Batch normalisation, a sum where one is asked for, and activation: y = activation(normalised + add). Between forward and backward it keeps the
 * batch statistics; its input must live until then. What is added is borrowed. */
export interface BatchNorm extends Unit {
  forward(x: Handle, updateStatistics?: boolean, add?: Handle): Handle;
  /** The output of the last `forward` once more, from what went into it, up to rounding; owned by the caller. It costs one pass over memory, less than
   * keeping every activation of an encoder until backward reaches it. @throws CoreError NO_FORWARD */
  replay(x: Handle, add?: Handle): Handle;
  /** `backward` for a forward with `add`, whose gradient `dAdd` is. @param dy summands of the gradient of y. */
  backwardAdded(dy: Summands, x: Handle, y: Handle): { readonly dx: Handle; readonly dAdd: Handle };
  infer(x: Handle, add?: Handle): Handle;
}

/** gamma 1, beta 0, running mean 0 and variance 1. @param normStatistics Default `batch`. */
export function createBatchNorm(engine: Engine, plan: Omit<NormPlan, 'kind'>, normStatistics: NormStatistics = 'batch'): BatchNorm {
  const { name, channels, activation, epsilon = BATCH_NORM_EPSILON } = plan;
  const shape = [channels];
  const gamma = createParameter(engine, `${name}.gamma`, new Float32Array(channels).fill(1), shape, false);
  const beta = createParameter(engine, `${name}.beta`, new Float32Array(channels), shape, false);
  const mean: RunningStatistic = { name: `${name}.mean`, shape, value: engine.upload(new Float32Array(channels), shape) };
  const variance: RunningStatistic = {
    name: `${name}.variance`,
    shape,
    value: engine.upload(new Float32Array(channels).fill(1), shape),
  };
  const given = normStatistics === 'pretrained';
  /** Between forward and backward, where the statistics are the batch's. */
  let saved: readonly Handle[] | undefined;
  let forwarded = false;

  const track = (statistic: RunningStatistic, batch: Handle): void => {
    const next = engine.lerp(statistic.value, batch, RUNNING_STATISTICS_WEIGHT);
    engine.free(statistic.value);
    statistic.value = next;
  };
  const discard = (): void => {
    if (saved) engine.free(...saved);
    saved = undefined;
    forwarded = false;
  };
  const after = (add: Handle | undefined): AfterNorm => ({ activation, ...(add ? { add } : {}) });
  const requireForward = (): void => {
    if (!forwarded) throw new CoreError('NO_FORWARD', `${name}: backward needs a forward in training mode before it`);
  };
  /** What `forward` answers by the statistics that are known. */
  const normalise = (x: Handle, add: Handle | undefined): Handle =>
    saved
      ? engine.batchNormReplay(x, gamma.value, beta.value, saved, epsilon, after(add))
      : engine.batchNormInference(x, gamma.value, beta.value, mean.value, variance.value, epsilon, after(add));

  const gradient = ([dy, plus]: Summands, x: Handle, y: Handle, keep: boolean): { dx: Handle; g?: Handle } => {
    requireForward();
    // Without a sum the activation's output follows from x.
    const output = activation === 'none' ? {} : { y, activation, ...(keep ? {} : { beta: beta.value }) };
    const before: BeforeNormGrad = { keep, ...(plus ? { plus } : {}), ...output };
    const { dx, dGamma, dBeta, g } = saved
      ? engine.batchNormGrad(dy, x, gamma.value, saved, epsilon, before)
      : engine.batchNormInferenceGrad(dy, x, gamma.value, mean.value, variance.value, epsilon, before);
    discard();
    addGradient(engine, gamma, dGamma);
    addGradient(engine, beta, dBeta);
    return g ? { dx, g } : { dx };
  };

  return {
    parameters: [gamma, beta],
    statistics: [mean, variance],
    forward: (x, updateStatistics = true, add) => {
      discard();
      forwarded = true;
      if (given) return normalise(x, add);
      const normalised = engine.batchNormTrain(x, gamma.value, beta.value, epsilon, after(add));
      saved = normalised.saved;
      if (updateStatistics) {
        track(mean, normalised.batchMean);
        track(variance, normalised.batchVariance);
      }
      engine.free(normalised.batchMean, normalised.batchVariance);
      return normalised.y;
    },
    replay: (x, add) => {
      requireForward();
      return normalise(x, add);
    },
    backward: (dy, x, y) => gradient([dy], x, y, false).dx,
    backwardAdded: (dy, x, y) => {
      const { dx, g } = gradient(dy, x, y, true);
      return { dx, dAdd: g as Handle };
    },
    infer: (x, add) => engine.batchNormInference(x, gamma.value, beta.value, mean.value, variance.value, epsilon, after(add)),
    discard,
  };
}
