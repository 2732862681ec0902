import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { VectorIndexFactory } from '../domain/vector-index.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { CollectionRecord, ItemStore, VectorSource } from '../domain/item-store.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import { IndexedCollection, type CollectionOptions } from './indexed-collection.js';

export interface CollectionRegistryDeps {
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  readonly factory: VectorIndexFactory;
  /** Indexes lie in folders of their own below. */
  readonly folder: string;
  readonly logger: Logger;
  readonly options: CollectionOptions;
  readonly maxCollections: number;
}

export interface ListedCollection {
  readonly record: CollectionRecord;
  readonly collection: IndexedCollection;
}

/** All collections and their indexes. One whose index cannot be opened does not keep the others from serving. */
export class CollectionRegistry {
  readonly #deps: CollectionRegistryDeps;
  readonly #collections = new Map<string, IndexedCollection>();
  readonly #oneAtATime = createSerialQueue();

  private constructor(deps: CollectionRegistryDeps) {
    this.#deps = deps;
  }

  /** Knows every collection at once; `ready` resolves when their indexes are open. */
  static async open(deps: CollectionRegistryDeps): Promise<{ registry: CollectionRegistry; ready: Promise<void> }> {
    const registry = new CollectionRegistry(deps);
    const starts = (await deps.store.collections()).map((record) => registry.#start(record));
    return { registry, ready: Promise.all(starts.map(({ started }) => started)).then(() => undefined) };
  }

  /** By name. */
  async list(): Promise<ListedCollection[]> {
    return (await this.#deps.store.collections()).flatMap((record) => {
      const collection = this.#collections.get(record.name);
      return collection ? [{ record, collection }] : [];
    });
  }

  /** For readiness: no disk is touched. */
  get open(): readonly IndexedCollection[] {
    return [...this.#collections.values()];
  }

  /** @throws ServerError COLLECTION_NOT_FOUND. */
  get(name: string): IndexedCollection {
    const collection = this.#collections.get(name);
    if (!collection)
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return collection;
  }

  /** @throws ServerError COLLECTION_CONFLICT, MODEL_MISMATCH, TOO_MANY_COLLECTIONS. */
  create(name: string, source: VectorSource): Promise<ListedCollection & { created: boolean }> {
    return this.#oneAtATime(async () => {
      if (!this.#collections.has(name) && this.#collections.size >= this.#deps.maxCollections)
        throw new ServerError(
          'TOO_MANY_COLLECTIONS',
          `there are ${this.#collections.size} collections, the most allowed; delete one first`,
        );
      const { created, record } = await this.#deps.store.createCollection(name, source);
      if (record.encoderHash !== source.encoderHash) throw modelMismatch(record, source);
      const existing = this.#collections.get(name);
      if (existing) return { created, record, collection: existing };
      const { collection, started } = this.#start(record);
      await started;
      return { created, record, collection };
    });
  }

  /** @throws ServerError COLLECTION_NOT_FOUND. */
  delete(name: string): Promise<void> {
    return this.#oneAtATime(async () => {
      const collection = this.get(name);
      this.#collections.delete(name);
      await collection.close({ snapshot: false });
      await this.#deps.store.deleteCollection(name);
      // The rows are gone, and with them the collection; what a crash leaves of these is never read again.
      await rm(this.#folder(collection.record), { recursive: true, force: true });
      await this.#deps.blobs.deleteAll(String(collection.record.number));
    });
  }

  /** Finishes all writes, saves snapshots and closes the indexes. The store stays open. */
  async close(): Promise<void> {
    await this.#oneAtATime(() => undefined);
    await Promise.all(this.open.map((collection) => collection.close({ snapshot: true })));
  }

  #start(record: CollectionRecord): { collection: IndexedCollection; started: Promise<void> } {
    const { store, factory, logger, options } = this.#deps;
    const collection = new IndexedCollection(record, { store, factory, folder: this.#folder(record), logger, options });
    this.#collections.set(record.name, collection);
    return { collection, started: collection.start() };
  }

  #folder(record: CollectionRecord): string {
    return path.join(this.#deps.folder, String(record.number));
  }
}

/** The refusal to mix vectors of two encoders. */
export function modelMismatch(record: VectorSource & { name: string }, source: VectorSource): ServerError {
  return new ServerError(
    'MODEL_MISMATCH',
    `collection '${record.name}' holds vectors of model ${record.modelName} ${record.modelVersion}, this server runs ${source.modelName} ${source.modelVersion}; ` +
      'start it with --artifact of that model, or fill a new collection',
  );
}
