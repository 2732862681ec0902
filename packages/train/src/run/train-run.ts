import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { selectEngine, type BackendChoice, type Engine, type Precision } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { CoreError } from '@supcon/core/errors';
import { openTranscript } from '@supcon/core/run';
import { RUN_FILES, type RunResult } from '@supcon/core/run/events';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import { writeClassifier } from '../checkpoint/classifier-file.js';
import { openDataSet, type DataSet } from '../data/data-set.js';
import { TrainError } from '../errors.js';
import { accuracyPerClass, balancedAccuracy } from '../evaluate/class-accuracy.js';
import { writeClasses } from '../evaluate/classes-file.js';
import { writeDrift } from '../evaluate/drift-file.js';
import { writeReference } from '../evaluate/reference-file.js';
import { rawPixelAccuracy } from '../evaluate/raw-pixels.js';
import { createRunLog, type RunLog } from '../loop/run-log.js';
import { describeResult } from './describe-result.js';
import { explainDiskFull } from './explain-disk-full.js';
import { cacheFolder } from '../home.js';
import { maxPixels } from '../max-pixels.js';
import { recordReporter } from '../console/record-reporter.js';
import type { Reporter } from '../console/reporter.js';
import { readResult } from './read-result.js';
import { bringForRun } from './brought-run.js';
import { learnAdapter } from './learn-adapter.js';
import { learnEncoder } from './learn-encoder.js';
import { explainGone, rememberData } from './moved-data.js';
import { safeName, type Run } from './run-folder.js';
import { holdCheckpoints, holdLog, holdTranscript, takeRun, type RunHold } from './run-hold.js';
import { beginRun, fromRun, fromScratch, goOnWith, type NewRun } from './start-run.js';
import type { StopSignal } from '../console/stop-signal.js';
import { checkInit } from './check-init.js';
import { writeLabelIssues } from './write-label-issues.js';

/** What is trained, on what, and who is told. */
export interface TrainOptions {
  /** A new run, or one to go on with; `movedFrom` is where its pictures lay before they were found where the run now says. */
  readonly start: { readonly fresh: NewRun } | { readonly resume: Run; readonly movedFrom?: string };
  readonly home: string;
  readonly backend: BackendChoice;
  /** Overrides the recipe's; ignored on resume. */
  readonly precision: Precision | 'auto' | undefined;
  readonly reporter: Reporter;
  readonly stop: StopSignal;
  /** Seconds between checkpoints, at least. Default 20. */
  readonly checkpointEvery?: number;
  /** Pixels of one picture held in memory at once. Default SUPCON_MAX_PIXELS, or 40 million. */
  readonly maxPixels?: number;
  /** What a command that is advised needs besides, such as ` --home DIR`. Default nothing. */
  readonly again?: string;
  /** Called as soon as there is a run to go on with. */
  readonly onRun: (run: Run) => void;
}

/** Both stages and the evaluation of one run, to its result. The run is held meanwhile, so that no other process trains it too.
 * @throws TrainError of the data, the recipe or the loop; RUN_IN_USE; INTERRUPTED after a stop was asked for; DISK_FULL. */
export async function trainRun(options: TrainOptions): Promise<{ run: Run; result: RunResult }> {
  const { start, again = '' } = options;
  let hold: RunHold | undefined;
  const take = async (folder: string): Promise<void> => {
    hold = await takeRun(folder);
  };
  try {
    if ('resume' in start) {
      const { folder, config } = start.resume;
      await take(folder);
      // Whoever had it a moment ago may have finished it.
      if (existsSync(join(folder, RUN_FILES.result))) return { run: start.resume, result: await readResult(folder, config.id) };
    }
    return await openAndTrain(options, take, () => hold!);
  } catch (error) {
    throw explainDiskFull(error, 'resume' in start ? `supcon train --resume ${start.resume.config.id}${again}` : 'the same command');
  } finally {
    hold?.release();
  }
}

async function openAndTrain(
  asked: TrainOptions,
  take: (folder: string) => Promise<void>,
  holdOf: () => RunHold,
): Promise<{ run: Run; result: RunResult }> {
  const record = recordReporter(asked.reporter);
  const options = { ...asked, reporter: record.reporter };
  const { home, reporter } = options;
  const brought = 'fresh' in options.start ? await bringForRun(options.start.fresh, (sentence) => reporter.note(sentence)) : undefined;
  const start = brought ? { fresh: brought.fresh } : options.start;
  if ('fresh' in start) await checkInit(start.fresh.init, start.fresh.recipe.recipe);
  const settings = 'fresh' in start ? fromScratch(start.fresh) : fromRun(start.resume);
  const data = await openDataSet(settings.data, {
    ...settings,
    maxPixels: maxPixels(options.maxPixels),
    cacheFolder: cacheFolder(home),
    reporter,
  }).catch((error: unknown) => {
    throw 'resume' in start
      ? explainGone(error, start.resume, `supcon train --resume ${start.resume.config.id}${options.again ?? ''}`)
      : error;
  });
  try {
    const engine = await selectEngine({
      backend: options.backend,
      deterministic: settings.deterministic,
      onNotice: (text) => {
        reporter.note(text);
      },
    });
    try {
      const run =
        'fresh' in start
          ? await beginRun(start.fresh, options, data, engine, take, brought?.brought)
          : goOnWith(start.resume, data, engine);
      if ('resume' in start && start.movedFrom !== undefined) {
        await rememberData(run);
        reporter.note(
          `The pictures of run ${run.config.id} are the same (fingerprint ${data.fingerprint.slice(0, 16)}); they lie in ${run.config.data.root} from now on, before in ${start.movedFrom}.`,
        );
      }
      const hold = holdOf();
      if ('fresh' in start && start.fresh.name === undefined && run.config.artifactName !== safeName(data.name))
        reporter.note(
          `The artifact will be called ${run.config.artifactName}: '${data.name}' cannot be kept in folders and addresses; --name gives it another.`,
        );
      record.into(holdTranscript(openTranscript(run.folder), hold).write);
      options.onRun(run);
      const log = holdLog(createRunLog(run.folder, reporter), hold);
      try {
        return { run, result: await train(run, { ...options, log, hold }, data, engine) };
      } catch (error) {
        const explained = explainDiskFull(error, `supcon train --resume ${run.config.id}${options.again ?? ''}`);
        noteFailure(log, explained);
        record.keep(describeEnd(explained));
        throw explained;
      }
    } finally {
      engine.dispose();
    }
  } finally {
    await data.close();
  }
}

function describeEnd(error: unknown): string {
  const code = error instanceof TrainError || error instanceof CoreError ? `${error.code}: ` : '';
  return `${code}${error instanceof Error ? error.message : String(error)}`;
}

/** Says in the run's own log that it ended badly, so that nobody waits for it. */
function noteFailure(log: RunLog, error: unknown): void {
  const code = error instanceof TrainError || error instanceof CoreError ? error.code : 'UNEXPECTED';
  if (code === 'INTERRUPTED') return;
  try {
    log.write({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  } catch {
    // Where the disk is full there is no room for this line either, and a run that another process has is not ours to write to; the error itself is on its way.
  }
}

async function train(
  run: Run,
  options: TrainOptions & { readonly log: RunLog; readonly hold: RunHold },
  data: DataSet,
  engine: Engine,
): Promise<RunResult> {
  const { reporter, stop, log, hold } = options;
  const { recipe, seed, precision } = run.config;
  const { train: trained, validation, test } = data.split;
  log.write({
    type: 'start',
    run: run.config.id,
    recipe: run.config.recipeName,
    data: run.config.data.name,
    backend: run.config.backend,
    device: run.config.device,
    precision,
    seed,
    labels: [...data.labels],
    images: { train: trained.length, validation: validation.length, test: test.length },
    stage1Epochs: recipe.stage1.epochs,
    loss: recipe.stage1.loss,
    owner: { host: hostname(), pid: process.pid },
  });
  for (const warning of data.warnings) {
    log.write({ type: 'warning', ...warning });
    reporter.note(`Warning: ${warning.message}`);
  }
  reporter.note(
    `Run ${run.config.id}: ${trained.length} training, ${validation.length} validation, ${test.length} test pictures of ${data.labels.length} classes; ${run.config.device}, ${precision}`,
  );
  const store = holdCheckpoints(createCheckpointStore(run.folder), hold);
  const learn = run.config.brought ? learnAdapter : learnEncoder;
  const { second, width, adapter, ...learned } = await learn({
    ...{ run, engine, recipe, data, seed, store, log, reporter, stop },
    cacheFolder: cacheFolder(options.home),
    ...(options.checkpointEvery === undefined ? {} : { checkpointEvery: options.checkpointEvery }),
  });
  const begun = performance.now();
  log.write({
    type: 'stage2',
    stage: 2,
    l2: second.l2,
    augmentedPasses: second.augmentedPasses,
    validation: second.validation,
  });
  if (stop.requested) {
    log.write({ type: 'stopped', epoch: learned.epochs });
    throw new TrainError('INTERRUPTED', 'stopped after stage 1; nothing is lost');
  }
  const rawPixels = await rawPixelAccuracy(data, recipe.stage2.l2);
  hold.assertHeld();
  await writeClassifier(run.folder, second.classifier, width);
  const { calibration, labelSets, unknown, drift } = second.confidence;
  await writeReference(run.folder, unknown.reference, width);
  if (drift) await writeDrift(run.folder, drift);
  if (second.classes) await writeClasses(run.folder, second.classes);
  const doubts = await writeLabelIssues(run.folder, data, second.embeddings, seed);
  const testLabels = Int32Array.from(test, (index) => data.classes[index]!);
  const perClass = accuracyPerClass(second.test.predicted, testLabels, data.labels);
  const result: RunResult = {
    id: run.config.id,
    recipe: run.config.recipeName,
    data: run.config.data.name,
    backend: run.config.backend,
    precision,
    seconds: Math.round((learned.seconds + (performance.now() - begun) / 1000) * 10) / 10,
    imagesSeen: learned.imagesSeen,
    epochs: learned.epochs,
    ...(learned.best === undefined ? {} : { best: learned.best }),
    ...(adapter === undefined ? {} : { adapter }),
    validation: second.validation,
    test: { linear: second.test.linear, knn: second.test.knn, rawPixels },
    balancedAccuracy: balancedAccuracy(perClass),
    perClass,
    stage2: { l2: second.l2, augmentedPasses: second.augmentedPasses },
    calibration: { temperature: calibration.temperature, outcome: calibration.outcome },
    labelSets: { ...labelSets, scores: [...labelSets.scores] },
    unknown: unknown.thresholds,
    images: { train: trained.length, validation: validation.length, test: test.length },
  };
  hold.assertHeld();
  await writeFileAtomic(join(run.folder, RUN_FILES.result), `${JSON.stringify(result, null, 2)}\n`);
  log.write({ type: 'result', ...result });
  reporter.note(describeResult(result));
  if (doubts.found > 0)
    reporter.note(`The label of ${doubts.found} of ${doubts.judged} pictures is in doubt: ${join(run.folder, RUN_FILES.labelIssues)}`);
  return result;
}
