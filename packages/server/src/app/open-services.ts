import path from 'node:path';
import type { Logger } from 'pino';
import { CollectionRegistry } from '../collections/collection-registry.js';
import type { CollectionOptions } from '../collections/indexed-collection.js';
import type { HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import { createHnswIndexes } from '../adapters/hnsw/hnsw-vector-indexes.js';
import { createEncoderPool, type EncoderPool } from '../encoder/encoder-pool.js';
import type { ImageEncoderOptions } from '../encoder/image-encoder.js';
import { loadEncoder } from '../encoder/load-encoder.js';
import { startBackgroundJobs, type BackgroundJobs } from './background-jobs.js';
import { createDiskRoom } from '../adapters/folder/disk-room.js';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { readModelRecord } from '../adapters/folder/read-model-record.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { CollectionGallery } from '../collections/collection-gallery.js';
import { EncoderRecogniser } from '../models/encoder-recogniser.js';
import { requireServing, type ServingModel } from '../models/serving-model.js';
import { startServing } from '../models/start-serving.js';
import { makeServerFolder } from './make-server-folder.js';
import { openModelRegistry } from './open-model-registry.js';

/** Where things lie, and how encoder, index and collections are set. */
export interface ServicesOptions {
  /** SUPCON_HOME: artifacts are read from it, `server/` in it is written. */
  readonly home: string;
  /** An artifact folder, which may lie anywhere, to serve with this time; without one, the model that the alias `production` names. */
  readonly artifact?: string | undefined;
  readonly encoder: ImageEncoderOptions;
  /** Encoders in memory at a time, at least 2: the one that serves stays, the others make room for each other. */
  readonly maxEncoders: number;
  readonly hnsw: HnswParameters;
  readonly collections: CollectionOptions;
  readonly limits: { readonly collections: number; readonly metadataBytes: number; readonly freeDiskBytes: number };
}

/** All use cases, open and wired, and the way to close them. */
export interface Services {
  readonly recogniser: EncoderRecogniser;
  readonly collections: CollectionGallery;
  /** Resolves when the index of every collection is open. */
  readonly ready: Promise<void>;
  /** Begins to work on background jobs. A process that only fills a collection leaves them to the servers.
   * @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  startJobs(): Promise<void>;
  /** Finishes the writes under way, saves the indexes and lets go of everything. */
  close(): Promise<void>;
}

/** How soon what another process has committed is found, milliseconds. */
const POLL_MS = 250;

/** Loads the model that serves and opens the store and the collections: all that answers questions, without HTTP.
 * @throws CoreError BAD_ARTIFACT; ServerError BAD_CONFIG for a home that cannot be written, STORE_LOCKED, STORE_DAMAGED. */
export async function openServices(options: ServicesOptions, logger: Logger): Promise<Services> {
  const folder = await makeServerFolder(options.home);
  const store = await openSqliteItemStore(path.join(folder, 'items.sqlite'), logger);
  let encoders: EncoderPool | undefined;
  let serving: ServingModel | undefined;
  try {
    const override = options.artifact === undefined ? undefined : await readModelRecord(options.artifact);
    const models = openModelRegistry(options.home, logger, override);
    encoders = createEncoderPool({
      registry: models,
      load: (model) => loadEncoder(model, options.encoder, logger),
      maxLoaded: options.maxEncoders,
      maxWaiting: options.encoder.maxWaiting,
      logger,
    });
    const settled = await startServing({
      ...{ registry: models, encoders, override, logger },
      collections: await store.collections(),
      now: new Date(),
    });
    serving = settled;
    const blobs = createFolderBlobStore(path.join(folder, 'blobs'));
    const now = (): string => new Date().toISOString();
    const { registry, ready } = await CollectionRegistry.open({
      store,
      blobs,
      indexes: createHnswIndexes({ ...options.hnsw, folder: path.join(folder, 'index') }),
      logger,
      options: options.collections,
      maxCollections: options.limits.collections,
      now,
      pollMs: POLL_MS,
    });
    const recogniser = new EncoderRecogniser({ serving: settled, registry: models });
    const collections = new CollectionGallery({
      registry,
      store,
      blobs,
      encoders,
      models,
      serving: () => requireServing(settled),
      maxPixels: options.encoder.maxPixels,
      maxMetadataBytes: options.limits.metadataBytes,
      now,
      requireRoom: createDiskRoom(folder, options.limits.freeDiskBytes),
    });
    const opened = encoders;
    let jobs: BackgroundJobs | undefined;
    return {
      recogniser,
      collections,
      ready,
      startJobs: async () => {
        jobs ??= await startBackgroundJobs({ folder, store, blobs, logger, clock: () => new Date().toISOString() });
      },
      close: async () => {
        await jobs?.close();
        await registry.close();
        settled.lease?.release();
        await opened.close();
        await store.close();
      },
    };
  } catch (error) {
    serving?.lease?.release();
    await encoders?.close();
    await store.close();
    throw error;
  }
}
