import { setImmediate } from 'node:timers/promises';
import { createRng, type Engine } from '@supcon/core';
import { makeViews, tileLabels } from '../augment/multi-view.js';
import type { CheckpointStore, TrainingProgress } from '../checkpoint/checkpoint-store.js';
import type { DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Reporter } from '../run/reporter.js';
import type { StopSignal } from '../run/stop-signal.js';
import { createCollapseWatch } from './collapse-watch.js';
import { learningRateAt } from './learning-rate.js';
import type { RunLog } from './run-log.js';
import type { StepLoss, Trainee } from './trainee.js';

export interface FitOptions {
  readonly engine: Engine;
  readonly recipe: Recipe;
  readonly data: DataSet;
  readonly trainee: Trainee;
  readonly seed: number;
  readonly store: CheckpointStore;
  readonly log: RunLog;
  readonly reporter: Reporter;
  readonly stop: StopSignal;
  /** 5-NN accuracy on the validation split, 0..1. */
  readonly validate: () => Promise<number>;
  /** Seconds. Default the process's monotonic clock. */
  readonly clock?: () => number;
}

/** A checkpoint is written after the first epoch that ends this long after the last one, in seconds. */
const CHECKPOINT_EVERY = 20;

/** Stage 1: trains the encoder to the end of the recipe's epochs, going on from the checkpoint where there is one. Every random number
 * follows from seed, epoch and step, so a run that was cut off ends with the weights of an unbroken one.
 * @throws TrainError INTERRUPTED after a stop was asked for, with a checkpoint written; DIVERGED when the loss is not a number. */
export async function fit(options: FitOptions): Promise<TrainingProgress> {
  const { engine, recipe, data, trainee, seed, store, log, reporter, stop } = options;
  const { stage1 } = recipe;
  const clock = options.clock ?? (() => performance.now() / 1000);
  const { train } = data.split;
  const batchSize = Math.min(stage1.batchSize, train.length);
  // The images left over by the last full batch wait for another epoch's order.
  const stepsPerEpoch = Math.floor(train.length / batchSize);
  const schedule = {
    peak: stage1.learningRate,
    warmupSteps: stage1.warmupEpochs * stepsPerEpoch,
    totalSteps: stage1.epochs * stepsPerEpoch,
  };
  const rows = batchSize * stage1.views;
  const collapse = createCollapseWatch(rows, stage1.warmupEpochs);

  let progress: TrainingProgress = (await store.restore(engine, trainee)) ?? { epoch: 0, step: 0, sums: {}, seconds: 0, imagesSeen: 0 };
  const resumedAt = progress;
  if (progress.imagesSeen > 0) log.write({ type: 'resume', epoch: progress.epoch, step: progress.step });
  const begun = clock();
  const firstStep = progress.epoch * stepsPerEpoch + progress.step;
  let savedAt = begun;
  const task = reporter.task('Training', schedule.totalSteps, 'steps');
  try {
    while (progress.epoch < stage1.epochs) {
      const { epoch } = progress;
      const order = createRng(seed, 'order', epoch).shuffle(train);
      const epochBegun = clock();
      const startedAt = progress.step;
      let rate = 0;
      while (progress.step < stepsPerEpoch) {
        const { step } = progress;
        const indices = order.slice(step * batchSize, (step + 1) * batchSize);
        const views = await makeViews(engine, await data.training.read(indices), data.training.size, {
          augment: recipe.augment,
          views: stage1.views,
          size: recipe.trainSize,
          seed,
          purpose: ['augment', epoch, step],
        });
        const labels = tileLabels(
          Int32Array.from(indices, (index) => data.classes[index]!),
          stage1.views,
        );
        const globalStep = epoch * stepsPerEpoch + step;
        rate = learningRateAt(globalStep, schedule);
        const outcome = await trainee.step(views, labels, { learningRate: rate, step: globalStep });
        engine.free(views);
        assertNumber(outcome.loss, epoch, rate);
        progress = {
          epoch,
          step: step + 1,
          sums: addSums(progress.sums, outcome),
          seconds: resumedAt.seconds + clock() - begun,
          imagesSeen: progress.imagesSeen + rows,
        };
        const doneSteps = epoch * stepsPerEpoch + step + 1;
        task.update(doneSteps, `epoch ${epoch + 1}/${stage1.epochs}, loss ${(progress.sums['loss']! / (step + 1)).toFixed(3)}`);
        // Native operations hold the thread: signals and timers get their turn here.
        await setImmediate();
        if (stop.requested) {
          await store.save(engine, trainee, progress);
          log.write({ type: 'stopped', epoch, step: step + 1 });
          throw new TrainError('INTERRUPTED', `stopped in epoch ${epoch + 1} of ${stage1.epochs}; nothing is lost`);
        }
      }
      const finished = epoch + 1;
      const { sums } = progress;
      const elapsed = clock() - epochBegun;
      const secondsPerStep = (clock() - begun) / (finished * stepsPerEpoch - firstStep);
      const mean = (name: string): number => sums[name]! / stepsPerEpoch;
      const knn = finished % stage1.validateEvery === 0 || finished === stage1.epochs ? await options.validate() : undefined;
      const etaSeconds = Math.round(secondsPerStep * (stage1.epochs - finished) * stepsPerEpoch);
      log.write({
        type: 'epoch',
        stage: 1,
        epoch: finished,
        epochs: stage1.epochs,
        loss: mean('loss'),
        ...(sums['supcon'] === undefined ? {} : { supcon: mean('supcon') }),
        ...(sums['crossEntropy'] === undefined ? {} : { crossEntropy: mean('crossEntropy'), accuracy: mean('accuracy') }),
        learningRate: rate,
        imagesPerSecond: ((stepsPerEpoch - startedAt) * rows) / elapsed,
        anchorsWithoutPositives: sums['anchorsWithoutPositives'],
        etaSeconds,
        ...(knn === undefined ? {} : { knn }),
      });
      if (knn !== undefined)
        reporter.note(
          `epoch ${finished}/${stage1.epochs}: loss ${mean('loss').toFixed(4)}, 5-NN on validation ${(100 * knn).toFixed(1)} %`,
        );
      const warning = sums['supcon'] === undefined ? undefined : collapse(finished, mean('supcon'));
      if (warning) {
        log.write({ type: 'warning', code: 'COLLAPSE', message: warning });
        reporter.note(`Warning: ${warning}`);
      }
      progress = { ...progress, epoch: finished, step: 0, sums: {}, seconds: resumedAt.seconds + clock() - begun };
      if (finished === stage1.epochs || clock() - savedAt > CHECKPOINT_EVERY) {
        await store.save(engine, trainee, progress);
        savedAt = clock();
      }
    }
  } finally {
    task.stop();
  }
  return progress;
}

function addSums(sums: Readonly<Record<string, number>>, outcome: StepLoss): Record<string, number> {
  const next = { ...sums };
  for (const [name, value] of Object.entries(outcome) as [string, number][]) next[name] = (next[name] ?? 0) + value;
  return next;
}

function assertNumber(loss: number, epoch: number, rate: number): void {
  if (Number.isFinite(loss)) return;
  throw new TrainError(
    'DIVERGED',
    `the loss became ${loss} in epoch ${epoch + 1} at a learning rate of ${rate.toPrecision(3)}. Lower stage1.learningRate (to a third, say) or raise stage1.warmupEpochs or stage1.temperature in the recipe, and start a new run; with bfloat16, --precision float32 is worth a try.`,
  );
}
