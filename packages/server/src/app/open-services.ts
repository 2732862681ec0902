import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readArtifact } from '@supcon/core/artifact';
import type { Logger } from 'pino';
import { CollectionRegistry } from '../collections/collection-registry.js';
import type { CollectionOptions } from '../collections/indexed-collection.js';
import type { HnswParameters } from '../adapters/hnsw/hnsw-graph.js';
import { createHnswIndexes } from '../adapters/hnsw/hnsw-vector-indexes.js';
import { listModels } from '../models/model-catalogue.js';
import { startImageEncoder, type ImageEncoder, type ImageEncoderOptions } from '../encoder/image-encoder.js';
import { startBackgroundJobs, type BackgroundJobs } from './background-jobs.js';
import { createDiskRoom } from '../adapters/folder/disk-room.js';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { CollectionGallery } from '../collections/collection-gallery.js';
import { EncoderRecogniser } from '../models/encoder-recogniser.js';

export interface ServicesOptions {
  /** SUPCON_HOME: artifacts are read from it, `server/` in it is written. */
  readonly home: string;
  /** An artifact folder; without one, the newest of the home, or no model if there is none. */
  readonly artifact?: string | undefined;
  readonly encoder: ImageEncoderOptions;
  readonly hnsw: HnswParameters;
  readonly collections: CollectionOptions;
  readonly limits: { readonly collections: number; readonly metadataBytes: number; readonly freeDiskBytes: number };
}

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

/** Loads the model and opens the store and the collections: all that answers questions, without HTTP.
 * @throws CoreError BAD_ARTIFACT; ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openServices(options: ServicesOptions, logger: Logger): Promise<Services> {
  const folder = path.join(options.home, 'server');
  const artifacts = path.join(options.home, 'artifacts');
  await mkdir(folder, { recursive: true });
  const store = await openSqliteItemStore(path.join(folder, 'items.sqlite'), logger);
  let encoder: ImageEncoder | undefined;
  try {
    const artifact = options.artifact ?? (await listModels(artifacts, logger))[0]?.folder;
    if (artifact === undefined)
      logger.warn({ artifacts }, 'there is no artifact yet: classify, embed and search by picture answer NO_MODEL until a restart');
    encoder = artifact === undefined ? undefined : await startImageEncoder(await readArtifact(artifact), options.encoder, logger);
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
    const recogniser = new EncoderRecogniser({ encoder, artifacts, activeFolder: artifact, logger });
    const collections = new CollectionGallery({
      registry,
      store,
      blobs,
      encoder,
      maxPixels: options.encoder.maxPixels,
      maxMetadataBytes: options.limits.metadataBytes,
      now,
      requireRoom: createDiskRoom(folder, options.limits.freeDiskBytes),
    });
    const opened = encoder;
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
        await opened?.close();
        await store.close();
      },
    };
  } catch (error) {
    await encoder?.close();
    await store.close();
    throw error;
  }
}
