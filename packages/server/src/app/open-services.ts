import path from 'node:path';
import type { Logger } from 'pino';
import { CollectionRegistry } from '../collections/collection-registry.js';
import { createHnswIndexes } from '../adapters/hnsw/hnsw-vector-indexes.js';
import { createEncoderPool, type EncoderPool } from '../encoder/encoder-pool.js';
import { loadEncoder, weighModel } from '../encoder/load-encoder.js';
import { createPictureDecoder } from '../encoder/picture-decoder.js';
import { startBackgroundJobs, type BackgroundJobs } from './background-jobs.js';
import { createDropDerived } from './derived-folders.js';
import { holdersOf } from './backup/known-backups.js';
import { createDiskRoom } from '../adapters/folder/disk-room.js';
import { createFolderClassEditor } from '../adapters/folder/folder-class-editor.js';
import { createFolderModelArchives } from '../adapters/folder/folder-model-archives.js';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { readModelRecord } from '../adapters/folder/read-model-record.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { CollectionGallery } from '../collections/collection-gallery.js';
import { createItemService } from '../collections/items/create-item-service.js';
import type { ItemService } from '../collections/items/item-service.js';
import type { DriftService } from '../drift/drift-service.js';
import { createDuplicatesService, type DuplicatesService } from '../collections/duplicates/duplicates-service.js';
import { createDerivedFiles } from '../collections/derived/derived-files.js';
import { decodePredictions } from '../collections/predictions/prediction-file.js';
import { createPredictionService, type PredictionService } from '../collections/predictions/prediction-service.js';
import { createProjectionCache } from '../collections/projections/projection-cache.js';
import { createProjectionService, type ProjectionService } from '../collections/projections/projection-service.js';
import { createFeedbackService } from '../feedback/create-feedback-service.js';
import type { FeedbackService } from '../feedback/feedback-service.js';
import { EncoderRecogniser } from '../models/encoder-recogniser.js';
import { createClassService } from '../models/create-class-service.js';
import type { ClassService } from '../models/class-service.js';
import { createModelService } from '../models/create-model-service.js';
import { followProduction } from '../models/follow-production.js';
import { createModelTransfer } from '../models/model-transfer.js';
import type { ModelService } from '../models/model-service.js';
import { createServing, type Serving } from '../models/serving.js';
import { startServing } from '../models/start-serving.js';
import { createProductionSwitch } from '../models/switch-production.js';
import { UNMEASURED, type MeasuredState, type Measures } from '../domain/measures.js';
import { makeServerFolder } from './make-server-folder.js';
import { measureDecoder, measureIndexes, measureStore } from './measure-ports.js';
import { measuredState } from './measured-state.js';
import { openImports } from './open-imports.js';
import type { ServicesOptions } from './services-options.js';
import { openDrift, type OpenedDrift } from './open-drift.js';
import { openFeedbackStores, type FeedbackStores } from './open-feedback.js';
import { createPictureTraces } from './picture-traces.js';
import { rememberMemory } from './remembered-memory.js';
import { requireOwnDatabase, requireUsedDatabase } from './own-database.js';
import { openModelRegistry } from './open-model-registry.js';

/** All use cases, open and wired, and the way to close them. */
export interface Services {
  readonly recogniser: EncoderRecogniser;
  readonly models: ModelService;
  readonly classes: ClassService;
  readonly collections: CollectionGallery;
  readonly items: ItemService;
  readonly projections: Pick<ProjectionService, 'newest'>;
  readonly duplicates: Pick<DuplicatesService, 'newest'>;
  readonly predictions: Pick<PredictionService, 'newest' | 'page' | 'evaluate'>;
  readonly feedback: FeedbackService;
  readonly drift: DriftService;
  /** How all of them stand now. */
  state(): Promise<MeasuredState>;
  /** Resolves when the index of every collection is open. */
  readonly ready: Promise<void>;
  /** Begins to work on background jobs, and to follow what the alias `production` stands for. A process that only fills a collection leaves both to the servers.
   * @returns what can be asked of them. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  startJobs(): Promise<Omit<BackgroundJobs, 'close'>>;
  /** Finishes the writes under way, saves the indexes and lets go of everything. */
  close(): Promise<void>;
}

/** How soon what another process has committed is found, milliseconds. */
const POLL_MS = 250;
/** How soon it is found that another process has let `production` stand for another model, or frozen one, milliseconds. */
const FOLLOW_MS = 1000;

/** Predictions of a collection by a model that stay in memory, of 100,000 items some six megabytes each. */
const REMEMBERED_PREDICTIONS = 4;

/** Loads the model that serves and opens the store and the collections: all that answers questions, without HTTP.
 * @param measures told of what takes how long; default nobody.
 * @throws CoreError BAD_ARTIFACT; ServerError BAD_CONFIG for a home that cannot be written, STORE_LOCKED, STORE_DAMAGED, STORE_MISSING. */
export async function openServices(options: ServicesOptions, logger: Logger, measures: Measures = UNMEASURED): Promise<Services> {
  const folder = await makeServerFolder(options.home);
  const { threads, maxBatch } = options.encoder;
  const blobs = createFolderBlobStore(path.join(folder, 'blobs'));
  await requireOwnDatabase(folder, blobs);
  const store = measureStore(await openSqliteItemStore(path.join(folder, 'items.sqlite'), logger, measures), measures);
  const decoder = measureDecoder(createPictureDecoder(options.encoder, logger), measures);
  let encoders: EncoderPool | undefined;
  let serving: Serving | undefined;
  let told: FeedbackStores | undefined;
  let followed: OpenedDrift | undefined;
  try {
    await requireUsedDatabase(folder, store, blobs);
    const kept = (told = await openFeedbackStores(options.home, logger));
    const override = options.artifact === undefined ? undefined : await readModelRecord(options.artifact);
    const artifacts = openModelRegistry(options.home, logger, override);
    encoders = createEncoderPool({
      registry: artifacts,
      load: (model) => loadEncoder(model, options.encoder, decoder, logger, measures),
      weigh: rememberMemory(path.join(folder, 'encoder-memory.json'), `${threads} threads, batches of ${maxBatch}`, (model) =>
        weighModel(model, options.encoder),
      ),
      maxLoaded: options.maxEncoders,
      maxBytes: options.modelMemoryBytes,
      maxWaiting: options.encoder.maxWaiting,
      logger,
    });
    const settled = createServing(
      await startServing({
        ...{ registry: artifacts, encoders, override, logger },
        collections: await store.collections(),
        now: new Date(),
      }),
    );
    serving = settled;
    const pinned = override !== undefined;
    const production = createProductionSwitch({
      ...{ registry: artifacts, encoders, serving: settled, pinned, logger },
      now: () => new Date(),
    });
    const now = (): string => new Date().toISOString();
    const pictures = createProjectionCache(createFolderBlobStore(path.join(folder, 'projections')), {
      ...{ maxBytes: options.projections.cacheBytes, logger, now },
    });
    const indexes = measureIndexes(createHnswIndexes({ ...options.hnsw, folder: path.join(folder, 'index') }), measures);
    const requireRoom = createDiskRoom(folder, options.limits.freeDiskBytes);
    const duplicates = createDuplicatesService({
      ...{ registry: () => registry, store, requireRoom, now, maxItems: options.duplicates.duplicateItems },
      blobs: createFolderBlobStore(path.join(folder, 'duplicates')),
    });
    const dropDerived = createDropDerived(folder);
    const { registry, ready } = await CollectionRegistry.open({
      store,
      blobs,
      indexes,
      logger,
      options: options.collections,
      maxCollections: options.limits.collections,
      dropDerived,
      now,
      pollMs: POLL_MS,
    });
    let jobs: BackgroundJobs | undefined;
    const drift = (followed = await openDrift(
      folder,
      {
        registry: artifacts,
        requireModel: () => settled.requireModel(),
        thumbnail: (bytes) => decoder.thumbnail(bytes, { background: true }),
        options: options.drift,
      },
      logger,
    ));
    const recogniser = new EncoderRecogniser({ serving: settled, registry: artifacts, encoders, pinned, observer: drift.observer });
    const projections = createProjectionService({
      ...{ registry, store, cache: pictures, limits: options.projections, requireRoom, logger, now },
    });
    const predictions = createPredictionService({
      ...{ registry, store, blobs, models: artifacts, serving: settled, encoders, requireRoom, logger, now },
      files: createDerivedFiles({
        ...{ blobs: createFolderBlobStore(path.join(folder, 'predictions')), decode: decodePredictions, logger, now },
        ...{ maxBytes: options.predictions.cacheBytes, remembered: REMEMBERED_PREDICTIONS },
      }),
    });
    const archives = createFolderModelArchives({ folder: path.join(options.home, 'artifacts'), maxBytes: options.limits.modelBytes });
    const models = createModelService({
      ...{ registry: artifacts, serving: settled, production, encoders, forgetModel: (model) => predictions.forgetModel(model) },
      transfer: createModelTransfer({ registry: artifacts, archives, encoders, requireRoom }),
      collections: () => store.collections(),
      collectionsGetting: async (encoderHash) => (await jobs?.collectionsGetting(encoderHash)) ?? [],
      now: () => new Date(),
    });
    const editor = createFolderClassEditor(logger);
    const classes = createClassService({
      ...{ registry: artifacts, serving: settled, production, encoders, editor, pinned, requireRoom },
      now: () => new Date(),
    });
    const feedback = createFeedbackService({ ...kept, decoder, bounds: options.feedback, requireRoom, now });
    const collections = new CollectionGallery({
      registry,
      store,
      blobs,
      encoders,
      models: artifacts,
      serving: settled,
      decoder,
      promisedRecall: options.hnsw.recall,
      maxMetadataBytes: options.limits.metadataBytes,
      now,
      requireRoom,
    });
    const items = createItemService({ registry, store, blobs, requireRoom, maxMetadataBytes: options.limits.metadataBytes });
    const importing = openImports(folder, { registry, store, blobs, encoders, decoder, requireRoom, now }, options.limits);
    const opened = encoders;
    let following: ReturnType<typeof followProduction> | undefined;
    return {
      recogniser,
      models,
      classes,
      collections,
      items,
      projections,
      duplicates,
      predictions,
      feedback,
      drift,
      state: () => measuredState({ serving: settled, models: artifacts, registry, recogniser, collections, drift }),
      ready,
      startJobs: async () => {
        jobs ??= await startBackgroundJobs({
          ...{ folder, store, blobs, collections, items, projections, logger },
          feedback: { ...kept, keepDays: options.feedback.keepDays },
          planning: { registry, models: artifacts, serving: settled },
          purging: {
            ...{ registry, purges: store.purges, indexes, dropDerived },
            traces: createPictureTraces(kept, drift.examples, folder),
            holders: (purge) => holdersOf(options.home, purge),
          },
          importing,
          duplicates,
          predictions,
          training: {
            ...options.training,
            home: path.resolve(options.home),
            dataBytes: options.limits.dataBytes,
            environment: process.env,
          },
          clock: now,
        });
        await drift.begin();
        following ??= followProduction({ registry: artifacts, serving: settled, production, everyMs: FOLLOW_MS, logger });
        return jobs;
      },
      close: async () => {
        projections.close();
        await following?.stop();
        await jobs?.close();
        await drift.close();
        decoder.close();
        await editor.close();
        await registry.close();
        settled.close();
        await opened.close();
        await kept.store.close();
        await store.close();
      },
    };
  } catch (error) {
    decoder.close();
    serving?.close();
    await followed?.close();
    await encoders?.close();
    await told?.store.close();
    await store.close();
    throw error;
  }
}
