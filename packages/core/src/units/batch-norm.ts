import { BATCH_NORM_EPSILON, type NormPlan } from '../encoders/layer-plan.js';
import type { Engine, Handle } from '../engine/engine.js';
import { CoreError } from '../errors.js';
import { activationGradient } from './activation.js';
import { addGradient, createParameter } from './parameter.js';
import type { RunningStatistic } from './running-statistic.js';
import type { Unit } from './unit.js';

/** Share of a batch's statistics in the running ones, as torchvision's momentum. */
export const RUNNING_STATISTICS_WEIGHT = 0.1;

/** Batch normalisation and activation. Between forward and backward it keeps the batch statistics; its input must live until then. */
export interface BatchNorm extends Unit {
  /** The output of the last `forward` once more, from its input, up to rounding; owned by the caller. It costs one pass over memory, less than
   * keeping every activation of an encoder until backward reaches it. @throws CoreError NO_FORWARD */
  replay(x: Handle): Handle;
}

/** gamma 1, beta 0, running mean 0 and variance 1. */
export function createBatchNorm(engine: Engine, plan: Omit<NormPlan, 'kind'>): BatchNorm {
  const { name, channels, activation } = plan;
  const shape = [channels];
  const gamma = createParameter(engine, `${name}.gamma`, new Float32Array(channels).fill(1), shape, false);
  const beta = createParameter(engine, `${name}.beta`, new Float32Array(channels), shape, false);
  const mean: RunningStatistic = { name: `${name}.mean`, shape, value: engine.upload(new Float32Array(channels), shape) };
  const variance: RunningStatistic = {
    name: `${name}.variance`,
    shape,
    value: engine.upload(new Float32Array(channels).fill(1), shape),
  };
  let saved: readonly Handle[] | undefined;

  const track = (statistic: RunningStatistic, batch: Handle): void => {
    const next = engine.lerp(statistic.value, batch, RUNNING_STATISTICS_WEIGHT);
    engine.free(statistic.value);
    statistic.value = next;
  };
  const discard = (): void => {
    if (saved) engine.free(...saved);
    saved = undefined;
  };
  // A ReLU is part of the normalisation; the other activation follows it.
  const relu = activation === 'relu';
  const finish = (y: Handle): Handle => {
    if (activation !== 'relu6') return y;
    const clipped = engine.relu6(y);
    engine.free(y);
    return clipped;
  };
  const requireSaved = (): readonly Handle[] => {
    if (!saved) throw new CoreError('NO_FORWARD', `${name}: backward needs a forward in training mode before it`);
    return saved;
  };

  return {
    parameters: [gamma, beta],
    statistics: [mean, variance],
    forward: (x, updateStatistics = true) => {
      discard();
      const normalised = engine.batchNormTrain(x, gamma.value, beta.value, BATCH_NORM_EPSILON, relu);
      saved = normalised.saved;
      if (updateStatistics) {
        track(mean, normalised.batchMean);
        track(variance, normalised.batchVariance);
      }
      engine.free(normalised.batchMean, normalised.batchVariance);
      return finish(normalised.y);
    },
    replay: (x) => finish(engine.batchNormReplay(x, gamma.value, beta.value, requireSaved(), BATCH_NORM_EPSILON, relu)),
    backward: (dy, x, y) => {
      const statistics = requireSaved();
      const dNormalised = activationGradient(engine, activation, dy, y);
      const { dx, dGamma, dBeta } = engine.batchNormGrad(dNormalised, x, gamma.value, statistics, BATCH_NORM_EPSILON);
      if (dNormalised !== dy) engine.free(dNormalised);
      discard();
      addGradient(engine, gamma, dGamma);
      addGradient(engine, beta, dBeta);
      return dx;
    },
    infer: (x) => finish(engine.batchNormInference(x, gamma.value, beta.value, mean.value, variance.value, BATCH_NORM_EPSILON, relu)),
    discard,
  };
}
