import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { WeightMap } from '../plans/weight-map.js';
import { setSlot, type Parameter } from '../units/parameter.js';
import type { RunningStatistic } from '../units/running-statistic.js';
import { loadTensors, readTensors } from '../units/tensor-transfer.js';
import { assertOptions } from './assert-option.js';

/** How the decay grows in the first updates (t: updates before this one), so that the average does not drag the first weights along.
 * - `none`: the decay throughout, from the weights of the first update, as torch.optim.swa_utils.
 * - `ramp`: min(decay, (1 + t) / (10 + t)), as TensorFlow's ExponentialMovingAverage with num_updates.
 * - `debias`: Adam's correction: the average started at 0 and divided by 1 - decay^(t + 1). */
export type AverageWarmUp = 'none' | 'ramp' | 'debias';

/** How long an averaged weight remembers, and what is averaged beside the parameters. */
export interface WeightAverageOptions {
  /** Share of the old average that an update keeps, at least 0 and below 1. Default 0.999, a mean over some 1000 steps. */
  readonly decay?: number;
  /** Default `ramp`. */
  readonly warmUp?: AverageWarmUp;
  /** Batch normalisation's running statistics, averaged as the parameters are. Default none: evaluation then uses the current ones. */
  readonly statistics?: readonly RunningStatistic[];
}

/** An exponential moving average of weights (Polyak and Juditsky, 1992; as "mean teacher", arXiv:1703.01780). */
export interface WeightAverage {
  /** Moves the averages toward the present weights; call it after the optimiser's step. Frozen parameters have no average: theirs is
   * their value. @param updates finished before this one: 0 at the first, which takes the weights as they are. */
  update(updates: number): void;
  /** Runs `work` with the averages in the place of the weights and puts the weights back, the same handles, when it ends or fails.
   * @throws CoreError UNSUPPORTED when called inside itself. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Host copies of the averaged statistics, by the statistics' names, for a checkpoint; empty before the first update. The parameters'
   * averages lie in their slots `average`. */
  statisticAverages(): Promise<WeightMap>;
  /** Takes back what `statisticAverages` answered. @throws CoreError BAD_WEIGHTS when it is of other statistics. */
  loadStatisticAverages(averages: WeightMap): void;
  /** Frees the averaged statistics; slots belong to their parameters. */
  dispose(): void;
}

/** @throws CoreError BAD_OPTIMISER for a decay out of range. */
export function createWeightAverage(engine: Engine, parameters: readonly Parameter[], options: WeightAverageOptions = {}): WeightAverage {
  const { decay = 0.999, warmUp = 'ramp', statistics = [] } = options;
  assertOptions('createWeightAverage', 'at least 0 and below 1', { decay });
  let averagedStatistics: RunningStatistic[] = [];
  let swapped = false;

  const assertHome = (method: string): void => {
    if (swapped)
      throw new CoreError(
        'UNSUPPORTED',
        `weight average: ${method} was called while the averages stand in for the weights; await \`during\` first`,
      );
  };

  const exchange = (): void => {
    for (const parameter of parameters) {
      const average = parameter.slots.get('average');
      if (!average) continue;
      parameter.slots.set('average', parameter.value);
      parameter.value = average;
    }
    averagedStatistics.forEach((average, at) => {
      const statistic = statistics[at]!;
      [statistic.value, average.value] = [average.value, statistic.value];
    });
    swapped = !swapped;
  };

  const copy = (value: Handle): Handle => engine.scale(value, 1);

  return {
    update: (updates) => {
      assertHome('update');
      const weight = 1 - decayAt(updates, decay, warmUp);
      for (const parameter of parameters) {
        if (parameter.rate === 0) continue;
        const average = parameter.slots.get('average');
        setSlot(engine, parameter, 'average', average ? engine.lerp(average, parameter.value, weight) : copy(parameter.value));
      }
      if (averagedStatistics.length === 0)
        averagedStatistics = statistics.map(({ name, shape, value }) => ({ name, shape, value: copy(value) }));
      else
        averagedStatistics.forEach((average, at) => {
          const next = engine.lerp(average.value, statistics[at]!.value, weight);
          engine.free(average.value);
          average.value = next;
        });
    },
    during: async (work) => {
      assertHome('during');
      exchange();
      try {
        return await work();
      } finally {
        exchange();
      }
    },
    statisticAverages: () => readTensors(engine, averagedStatistics),
    loadStatisticAverages: (averages) => {
      assertHome('loadStatisticAverages');
      if (averagedStatistics.length === 0)
        averagedStatistics = statistics.map(({ name, shape, value }) => ({ name, shape, value: copy(value) }));
      loadTensors(engine, averagedStatistics, averages);
    },
    dispose: () => {
      engine.free(...averagedStatistics.map((average) => average.value));
      averagedStatistics = [];
    },
  };
}

/** The decay of one update; 0 replaces the average by the weights. */
function decayAt(updates: number, decay: number, warmUp: AverageWarmUp): number {
  if (warmUp === 'ramp') return Math.min(decay, (1 + updates) / (10 + updates));
  // (decay · a · (1 - decay^t) + (1 - decay) · w) / (1 - decay^(t+1)), with a the corrected average: the share of a.
  if (warmUp === 'debias') return (decay * (1 - decay ** updates)) / (1 - decay ** (updates + 1));
  return decay;
}
