import { setImmediate } from 'node:timers/promises';
import { createRng, learningRateAt, type Engine } from '@supcon/core';
import type { CheckpointStore, TrainingProgress } from '../checkpoint/checkpoint-store.js';
import type { DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Reporter } from '../console/reporter.js';
import type { StopSignal } from '../console/stop-signal.js';
import { describeEpoch, summariseEpoch } from './epoch-event.js';
import { mixBatch } from './mix-batch.js';
import { createModelSelection, type Validation } from './model-selection.js';
import { createPlan, type Plan } from './plan.js';
import type { RunLog } from './run-log.js';
import { createSavePace } from './save-pace.js';
import type { TrainableEncoder } from './trainable-encoder.js';
import type { StepLoss, Trainee } from './trainee.js';
import { viewBatches } from './view-pipeline.js';
import { createWatches } from './watches.js';

/** What stage 1 trains on and with, and where it writes. */
export interface FitOptions {
  readonly engine: Engine;
  readonly recipe: Recipe;
  readonly data: DataSet;
  readonly trainee: Trainee<TrainableEncoder>;
  readonly seed: number;
  readonly store: CheckpointStore;
  readonly log: RunLog;
  readonly reporter: Reporter;
  readonly stop: StopSignal;
  /** The batches of the plan from a place on, as `viewBatches` gives them, which is the default. */
  readonly batches?: (plan: Plan, from: { readonly epoch: number; readonly step: number }) => ReturnType<typeof viewBatches>;
  /** A look at the validation split. */
  readonly validate: () => Promise<Validation>;
  /** Seconds between checkpoints, at least. Default 20. */
  readonly checkpointEvery?: number;
  /** Seconds. Default the process's monotonic clock. */
  readonly clock?: () => number;
}

const NOTHING_DONE: TrainingProgress = { epoch: 0, step: 0, sums: {}, seconds: 0, imagesSeen: 0, history: [] };

/** Stage 1: trains the encoder to the end of the recipe's epochs, going on from the checkpoint where there is one. Every random number
 * follows from seed, epoch and step, so a run that was cut off anywhere, also by kill -9, ends with the weights of an unbroken one.
 * @throws TrainError INTERRUPTED after a stop was asked for, with a checkpoint written; DIVERGED when the loss is not a number. */
export async function fit(options: FitOptions): Promise<TrainingProgress> {
  const { engine, recipe, data, trainee, seed, store, log, reporter, stop } = options;
  const { stage1 } = recipe;
  const clock = options.clock ?? (() => performance.now() / 1000);
  const plan = createPlan(recipe, data, seed);
  const { schedule, stepsPerEpoch, totalSteps, workOf } = plan;
  const selection = createModelSelection(stage1);

  let progress: TrainingProgress = (await store.restore(engine, trainee)) ?? NOTHING_DONE;
  const watches = createWatches(stage1, progress.history);
  const before = progress;
  if (progress.imagesSeen > 0) log.write({ type: 'resume', epoch: progress.epoch, step: progress.step });
  const begun = clock();
  const secondsSoFar = (): number => before.seconds + clock() - begun;
  const firstStep = progress.epoch * stepsPerEpoch + progress.step;
  const pace = createSavePace(options.checkpointEvery ?? 20, begun);
  const save = async (): Promise<void> => {
    const began = clock();
    await store.save(engine, trainee, progress);
    pace.saved(began, clock());
  };
  const batches =
    options.batches?.(plan, progress) ??
    viewBatches({ engine, recipe, data, plan, seed, preprocessing: trainee.encoder.preprocessing, from: progress });
  const task = reporter.task('Training', totalSteps, 'steps', { from: firstStep, workOf });
  try {
    while (progress.epoch < stage1.epochs && !selection.exhausted(progress.epoch, progress.best)) {
      const { epoch } = progress;
      const epochBegun = clock();
      const startedAt = progress.step;
      const imagesBefore = progress.imagesSeen;
      let rate = 0;
      while (progress.step < stepsPerEpoch) {
        const { step } = progress;
        const globalStep = epoch * stepsPerEpoch + step;
        const drawn = await batches.next();
        if (drawn.done) throw new TrainError('VIEWS_FAILED', `there is no batch for step ${step + 1} of epoch ${epoch + 1}`);
        rate = learningRateAt(globalStep, schedule);
        const rng = createRng(seed, 'step', epoch, step);
        const batch = await mixBatch(engine, drawn.value, recipe.augment, data.labels.length, {
          seed,
          purpose: ['mix', epoch, step],
        });
        const outcome = await trainee.step(batch, { learningRate: rate, step: globalStep, rng });
        engine.free(batch.images);
        assertNumber(outcome.loss, epoch, rate);
        assertNumber(outcome.gradientNorm ?? 0, epoch, rate);
        progress = {
          ...progress,
          step: step + 1,
          sums: addSums(progress.sums, outcome),
          seconds: secondsSoFar(),
          imagesSeen: progress.imagesSeen + outcome.rows,
        };
        task.update(globalStep + 1, `epoch ${epoch + 1}/${stage1.epochs}, loss ${(progress.sums['loss']! / (step + 1)).toFixed(3)}`);
        // Native operations hold the thread: signals and timers get their turn here.
        await setImmediate();
        if (stop.requested) {
          await save();
          log.write({ type: 'stopped', epoch, step: step + 1 });
          throw new TrainError('INTERRUPTED', `stopped in epoch ${epoch + 1} of ${stage1.epochs}; nothing is lost`);
        }
        if (step + 1 < stepsPerEpoch && pace.due(clock())) await save();
      }
      const finished = epoch + 1;
      const elapsed = clock() - epochBegun;
      const finishedWork = workOf(finished * stepsPerEpoch);
      const secondsPerWork = (clock() - begun) / (finishedWork - workOf(firstStep));
      const looks = stage1.validateEvery > 0 && (finished % stage1.validateEvery === 0 || finished === stage1.epochs);
      const validation = looks ? await options.validate() : undefined;
      const event = describeEpoch({
        stage1,
        finished,
        sums: progress.sums,
        steps: stepsPerEpoch,
        rate,
        imagesPerSecond: (progress.imagesSeen - imagesBefore) / elapsed,
        etaSeconds: Math.round(secondsPerWork * (workOf(totalSteps) - finishedWork)),
        validation,
        complete: startedAt === 0,
      });
      log.write(event);
      if (validation !== undefined) reporter.note(epochLine(finished, stage1.epochs, progress.sums['loss']! / stepsPerEpoch, validation));
      const summary = summariseEpoch(finished, progress.sums, stepsPerEpoch, rate);
      for (const { code, message } of watches(summary)) {
        log.write({ type: 'warning', code, message });
        reporter.note(`Warning: ${message}`);
      }
      progress = { ...progress, epoch: finished, step: 0, sums: {}, seconds: secondsSoFar(), history: [...progress.history, summary] };
      if (validation !== undefined) {
        const value = selection.valueOf(validation);
        if (selection.improves(value, progress.best)) {
          if (stage1.keep === 'best') await store.saveWeights('best', await trainee.evaluated(() => trainee.weights()));
          progress = { ...progress, best: { epoch: finished, value } };
        }
      }
      const ends = finished === stage1.epochs || selection.exhausted(finished, progress.best);
      if (ends && finished < stage1.epochs) {
        log.write({ type: 'early-stop', epoch: finished, ...(progress.best === undefined ? {} : { best: progress.best }) });
        reporter.note(`Stopped early after epoch ${finished}: validation was best after epoch ${progress.best!.epoch}.`);
      }
      if (ends || pace.due(clock())) await save();
    }
  } finally {
    await batches.return(undefined);
    task.stop();
  }
  return progress;
}

function epochLine(finished: number, epochs: number, loss: number, { knn, classifier }: Validation): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const beside = classifier === undefined ? '' : `, classifier ${percent(classifier)}`;
  return `epoch ${finished}/${epochs}: loss ${loss.toFixed(4)}, on validation 5-NN ${percent(knn)}${beside}`;
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
    `the loss or its gradient became ${loss} in epoch ${epoch + 1} at a learning rate of ${rate.toPrecision(3)}. Lower stage1.learningRate (to a third, say), lengthen the warm-up or raise the temperature in the recipe, and start a new run; with bfloat16, --precision float32 is worth a try.`,
  );
}
