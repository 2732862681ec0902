import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderPhotoArchives } from '../adapters/folder/folder-photo-archives.js';
import { createChildProcessTrainer } from '../adapters/process/child-process-trainer.js';
import type { JobQueue } from '../domain/job-queue.js';
import { DEFAULT_JOB_RUNNER, runJobs } from '../jobs/run-jobs.js';
import { createTrainingService } from '../runs/create-training-service.js';
import { DataSets } from '../runs/data-sets.js';
import { TRAIN } from '../runs/plan-training.js';
import { RunCatalogue } from '../runs/run-catalogue.js';
import type { TrainingOptions } from '../runs/training-settings.js';
import type { TrainingService } from '../runs/training-service.js';
import { trainHandler } from './train-handler.js';

/** Where is trained, and whether. */
export interface TrainingPlace extends TrainingOptions {
  /** SUPCON_HOME, absolute. */
  readonly home: string;
  /** Of an archive of photos. */
  readonly dataBytes: number;
  /** Of this process: a training gets a part of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Begins to work on trainings, one at a time, where they are allowed. Those of a server that was killed wait for their lease to run out, and are then gone on with. */
export function openTrainings(
  { home, allowed, program, dataBytes, environment }: TrainingPlace,
  {
    queue,
    requireRoom,
    logger,
    clock,
  }: { readonly queue: JobQueue; readonly requireRoom: () => Promise<void>; readonly logger: Logger; readonly clock: () => string },
): { readonly service: TrainingService; close(): Promise<void> } {
  const trainer = createChildProcessTrainer({ home, program, environment });
  const runs = new RunCatalogue(path.join(home, 'runs'));
  const folder = path.join(home, 'data');
  const data = new DataSets(folder);
  const archives = createFolderPhotoArchives({ folder, maxBytes: dataBytes });
  if (allowed)
    archives.sweep().catch((error: unknown) => logger.warn({ err: error }, 'what a killed server left of photos could not be removed'));
  if (allowed)
    trainer
      .requireAvailable()
      .catch((error: unknown) => logger.warn({ err: error }, 'trainings are allowed, and there is nothing to train with'));
  // Jobs that are not allowed any more wait: whoever allows them again finds them.
  const runner = allowed
    ? runJobs({ queue, handlers: { [TRAIN]: trainHandler({ trainer, runs, data }) }, logger, clock }, DEFAULT_JOB_RUNNER)
    : undefined;
  const service = createTrainingService({
    ...{ isAllowed: allowed, trainer, archives, requireRoom, queue, runs, data },
    wake: () => runner?.wake(),
    now: () => new Date(clock()),
  });
  return { service, close: async () => runner?.close() };
}
