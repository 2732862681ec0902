import path from 'node:path';
import type { Logger } from 'pino';
import { openSqliteJobQueue } from '../adapters/sqlite/sqlite-job-queue.js';
import type { CollectionGallery } from '../collections/collection-gallery.js';
import {
  collectionsGetting,
  planReembedding,
  REEMBED,
  type PlanReembeddingDeps,
  type ReembedRequest,
} from '../collections/plan-reembedding.js';
import type { DuplicatesService } from '../collections/duplicates/duplicates-service.js';
import { DUPLICATES, planDuplicates } from '../collections/duplicates/plan-duplicates.js';
import { COPY, planCopy } from '../collections/plan-copy.js';
import type { ImportItemsDeps } from '../collections/imports/import-items.js';
import { IMPORT, planImport, type ImportPayload, type ImportRequest, type PlannedImport } from '../collections/imports/plan-import.js';
import { createImportReceiver, type ReceiveImportDeps } from '../collections/imports/receive-import.js';
import { sweepImports } from '../collections/imports/sweep-imports.js';
import { planPredictions, PREDICT } from '../collections/predictions/plan-predictions.js';
import type { PredictionService } from '../collections/predictions/prediction-service.js';
import { planProjectionJob, PROJECT } from '../collections/projections/plan-projection-job.js';
import type { ProjectionRequest } from '../collections/projections/projection-plan.js';
import type { ProjectionService } from '../collections/projections/projection-service.js';
import type { ItemService } from '../collections/items/item-service.js';
import { planRemoval, REMOVE, type Removal, type RemovalRequest } from '../collections/items/plan-removal.js';
import type { ErasePendingDeps } from '../collections/purges/erase-pending.js';
import type { PurgeService } from '../collections/purges/purge-service.js';
import { dropOrphanIndexes, ORPHAN_AGE_MS, sweepOrphans } from '../collections/sweep-orphans.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { ItemStore } from '../domain/item-store.js';
import type { Job, JobQueue } from '../domain/job-queue.js';
import type { JobHandler } from '../jobs/job-handler.js';
import { expireFeedback } from '../feedback/expire-feedback.js';
import { sweepFeedback } from '../feedback/sweep-feedback.js';
import { createJobService, type JobService } from '../jobs/job-service.js';
import { DEFAULT_JOB_RUNNER, runJobs } from '../jobs/run-jobs.js';
import type { TrainingService } from '../runs/training-service.js';
import type { FeedbackStores } from './open-feedback.js';
import { openTrainings, type TrainingPlace } from './open-trainings.js';
import { createPurgeJobs, ERASE } from './purge-jobs.js';
import { copyHandler } from './copy-handler.js';
import { duplicatesHandler } from './duplicates-handler.js';
import { importHandler } from './import-handler.js';
import { predictHandler } from './predict-handler.js';
import { projectHandler } from './project-handler.js';
import { reembedHandler } from './reembed-handler.js';
import { removalHandler } from './removal-handler.js';

/** Work that goes on beside the answering of requests. */
export interface BackgroundJobs extends JobService {
  /** Plans new vectors of a collection; see `planReembedding`. */
  reembed(collection: string, request: ReembedRequest): Promise<Job>;
  readonly trainings: TrainingService;
  /** Deletes so that nothing is left. */
  readonly purges: PurgeService;
  /** Plans a picture of a collection; see `planProjectionJob`. */
  project(collection: string, request: ProjectionRequest): Promise<Job>;
  /** Plans that a model classifies every item of a collection; see `planPredictions`. */
  predict(collection: string, model: string | undefined): Promise<Job>;
  /** Removes items that fit a filter, many of them in the background; see `planRemoval`. */
  removeItems(collection: string, request: RemovalRequest): Promise<Removal>;
  /** Takes in an upload, and plans that its items are added; see `planImport`. */
  importItems(collection: string, request: ImportRequest): Promise<PlannedImport>;
  /** Plans that near-duplicates are looked for; see `planDuplicates`. */
  findDuplicates(collection: string, threshold: number | undefined): Promise<Job>;
  /** Plans that a collection is copied; see `planCopy`. */
  copy(collection: string, to: string): Promise<Job>;
  /** What an import has refused so far, a line of JSON each, in pieces. */
  importReport(job: Job): AsyncIterable<Uint8Array>;
  /** Names of the collections that are getting vectors of an encoder, or wait for them. */
  collectionsGetting(encoderHash: string): Promise<readonly string[]>;
  /** Begins no more, hands back what runs, and lets go of the queue. */
  close(): Promise<void>;
}

const SWEEP = 'blobs.sweep';
const EXPIRE = 'feedback.expire';
const DAY_MS = 86_400_000;
/** Processes that start within so many milliseconds of each other share their sweeps. */
const STARTS_TOGETHER_MS = 600_000;

/** Works on the jobs of this home, and adds those that a start brings: two sweeps for orphaned pictures. One now frees what crashes left more than an
 * hour ago; the other comes when that is so of the crash that this start may come of.
 * @param folder where `jobs.sqlite` lies. @param clock ISO 8601 in UTC. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function startBackgroundJobs({
  folder,
  store,
  blobs,
  feedback,
  collections,
  items,
  projections,
  planning,
  importing,
  duplicates,
  predictions,
  training,
  purging,
  logger,
  clock,
}: {
  readonly folder: string;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  /** And for how many days it is kept, 0 for ever. */
  readonly feedback: FeedbackStores & { readonly keepDays: number };
  readonly collections: CollectionGallery;
  readonly items: ItemService;
  readonly projections: Pick<ProjectionService, 'compute'>;
  readonly planning: Omit<PlanReembeddingDeps, 'queue' | 'now'>;
  readonly importing: ImportItemsDeps & ReceiveImportDeps;
  readonly duplicates: Pick<DuplicatesService, 'find'>;
  readonly predictions: Pick<PredictionService, 'classify'>;
  readonly training: TrainingPlace;
  readonly purging: Omit<ErasePendingDeps, 'store' | 'blobs' | 'now'>;
  readonly logger: Logger;
  readonly clock: () => string;
}): Promise<BackgroundJobs> {
  const queue = await openSqliteJobQueue(path.join(folder, 'jobs.sqlite'), logger);
  const sweep: JobHandler = async (context) => {
    const swept = await sweepOrphans({ store, blobs }, clock(), {
      signal: context.signal,
      tell: (looked) => context.report({ done: looked, total: null, note: null }),
    });
    if (swept.freed + swept.unfinished > 0) logger.info(swept, 'pictures that a crash had left without an item were deleted');
    if (swept.spared > 0)
      logger.warn(
        swept,
        'there are more pictures without an item than crashes leave, or acknowledged items are missing: their pictures were left; was an older items.sqlite restored?',
      );
    await dropOrphanIndexes({ store, indexes: purging.indexes });
    const told = await sweepFeedback(feedback, clock(), context.signal);
    if (told.freed + told.unfinished > 0) logger.info(told, 'pictures that a crash had left without feedback were deleted');
    if (told.spared > 0)
      logger.warn(
        told,
        'there are more pictures without feedback than crashes leave: none was deleted; was an older feedback.sqlite restored?',
      );
    const imports = await sweepImports({ imports: importing.imports, queue }, clock(), context.signal);
    if (imports > 0) logger.info({ imports }, 'what was kept of imports that are over was deleted');
    return { ...swept, feedback: { ...told }, imports };
  };
  const expire: JobHandler = async (context) => {
    // The next one first: a failure of this one does not end it all.
    if (feedback.keepDays === 0) return { forgotten: 0 };
    await addExpiry(queue, clock(), 1);
    const forgotten = await expireFeedback(feedback, feedback.keepDays, clock(), context.signal);
    if (forgotten > 0) logger.info({ forgotten, days: feedback.keepDays }, 'feedback that is older than it is to be kept was forgotten');
    return { forgotten };
  };
  try {
    await addSweeps(queue, clock());
    if (feedback.keepDays > 0) await addExpiry(queue, clock(), 0);
  } catch (error) {
    logger.warn({ err: error }, 'no sweep for orphaned pictures and old feedback could be planned; the next start plans one');
  }
  const handlers = { [SWEEP]: sweep, [EXPIRE]: expire, [REEMBED]: reembedHandler(collections, queue), [REMOVE]: removalHandler(items) };
  // A sweep does not wait for a hundred thousand pictures.
  const runner = runJobs({ queue, handlers, logger, clock }, { ...DEFAULT_JOB_RUNNER, concurrency: 2 });
  // Nothing else waits for collections that are laid out, however many there are.
  const projector = runJobs({ queue, handlers: { [PROJECT]: projectHandler(projections) }, logger, clock }, DEFAULT_JOB_RUNNER);
  const purges = createPurgeJobs({ ...purging, store, blobs, items, queue, now: clock }, () => eraser.wake());
  // What is to be forgotten does not wait behind hours of other work.
  const erase: JobHandler = async (context) => {
    // Uploads whose imports were cancelled or failed hold the items too.
    await sweepImports({ imports: importing.imports, queue }, clock(), context.signal);
    return purges.handler(context);
  };
  const eraser = runJobs({ queue, handlers: { [ERASE]: erase }, logger, clock }, DEFAULT_JOB_RUNNER);
  await purges
    .resume()
    .catch((error: unknown) => logger.warn({ err: error }, 'what is still to be erased could not be planned; the next start tries again'));
  // Nor for imports and copies, of which one at a time has the disk, nor for what is compared.
  const bulk = { [IMPORT]: importHandler(importing, queue), [COPY]: copyHandler(importing, queue) };
  const importer = runJobs({ queue, handlers: bulk, logger, clock }, DEFAULT_JOB_RUNNER);
  const comparer = runJobs({ queue, handlers: { [DUPLICATES]: duplicatesHandler(duplicates) }, logger, clock }, DEFAULT_JOB_RUNNER);
  // Hours of pictures are behind each other, and nothing else behind them.
  const predictor = runJobs({ queue, handlers: { [PREDICT]: predictHandler(predictions) }, logger, clock }, DEFAULT_JOB_RUNNER);
  const receive = createImportReceiver(importing);
  const closing = new AbortController();
  const trained = openTrainings(training, { queue, requireRoom: importing.requireRoom, logger, clock });
  const jobs = createJobService(queue, clock);
  return {
    ...jobs,
    cancel: async (id) => {
      const job = await jobs.cancel(id);
      // One that waits has no handler that lets go of its upload; a failure is for the next sweep.
      if (job.kind === IMPORT) await sweepImports({ imports: importing.imports, queue }, clock(), closing.signal).catch(() => undefined);
      return job;
    },
    trainings: trained.service,
    purges: purges.service,
    reembed: async (collection, request) => {
      const job = await planReembedding({ ...planning, queue, now: clock }, collection, request);
      runner.wake();
      return job;
    },
    project: async (collection, request) => {
      const job = await planProjectionJob({ registry: planning.registry, store, queue, now: clock }, collection, request);
      projector.wake();
      return job;
    },
    predict: async (collection, model) => {
      const job = await planPredictions({ ...planning, queue, now: clock }, collection, model);
      predictor.wake();
      return job;
    },
    removeItems: async (collection, request) => {
      const removal = await planRemoval({ registry: planning.registry, items, queue, now: clock }, collection, request);
      if (removal.job) runner.wake();
      return removal;
    },
    importItems: async (collection, request) => {
      // What those left that were cancelled before their turn; a failure is for the next sweep.
      await sweepImports({ imports: importing.imports, queue }, clock(), closing.signal).catch(() => undefined);
      const deps = { registry: planning.registry, store, imports: importing.imports, receive, queue, now: clock };
      const planned = await planImport(deps, collection, request);
      importer.wake();
      return planned;
    },
    findDuplicates: async (collection, threshold) => {
      const job = await planDuplicates({ registry: planning.registry, queue, now: clock }, collection, threshold);
      comparer.wake();
      return job;
    },
    copy: async (collection, to) => {
      const job = await planCopy({ registry: planning.registry, store, queue, now: clock }, collection, to);
      importer.wake();
      return job;
    },
    importReport: ({ payload }) => importing.imports.report((payload as ImportPayload).upload),
    collectionsGetting: (encoderHash) => collectionsGetting(queue, encoderHash),
    close: async () => {
      closing.abort();
      const runners = [runner, projector, importer, comparer, predictor, eraser, trained];
      await Promise.all(runners.map((each) => each.close()));
      await queue.close();
    },
  };
}

/** One a day, however many processes start. @param days from now on. */
async function addExpiry(queue: JobQueue, now: string, days: number): Promise<void> {
  const day = Math.floor(Date.parse(now) / DAY_MS) + days;
  const runAfter = days === 0 ? {} : { runAfter: new Date(day * DAY_MS).toISOString() };
  await queue.enqueue({ kind: EXPIRE, payload: null, idempotencyKey: `day ${day}`, ...runAfter }, now);
}

async function addSweeps(queue: JobQueue, now: string): Promise<void> {
  const together = Math.floor(Date.parse(now) / STARTS_TOGETHER_MS);
  // A crash before any of the starts that share the second sweep is then an hour ago.
  const later = new Date(Date.parse(now) + ORPHAN_AGE_MS + STARTS_TOGETHER_MS).toISOString();
  await queue.enqueue({ kind: SWEEP, payload: null, idempotencyKey: `start ${together}` }, now);
  await queue.enqueue({ kind: SWEEP, payload: null, idempotencyKey: `after start ${together}`, runAfter: later }, now);
}
