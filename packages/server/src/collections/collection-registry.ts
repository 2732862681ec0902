import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { VectorIndexes } from '../domain/vector-index.js';
import { COLLECTION_NAME } from '../domain/input-rules.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { AliasRecord, CollectionRecord, ItemStore, StoreLoss, VectorSource } from '../domain/item-store.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import { type CollectionOptions } from './collection-state.js';
import { IndexedCollection } from './indexed-collection.js';

/** What the registry needs, and its limits. */
export interface CollectionRegistryDeps {
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  readonly indexes: VectorIndexes;
  readonly logger: Logger;
  readonly options: CollectionOptions;
  readonly maxCollections: number;
  /** Lets go of what was computed of a collection and is kept elsewhere, by its number. Default: nothing is. */
  readonly dropDerived?: (number: number) => Promise<void>;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
  /** How often it is looked whether other processes have committed something, milliseconds. */
  readonly pollMs: number;
}

/** What is missing, for people. */
export function describeLoss({ name, items, fromSeq, toSeq, foundAt }: StoreLoss): string {
  return (
    `collection '${name}': ${items} items and changes ${fromSeq} to ${toSeq} had been acknowledged and are missing from the database since ${foundAt} at the latest; ` +
    'restore a backup or add them anew, then say so with supcon-server verify --accept-losses'
  );
}

/** Aliases of collections, of all together. */
export const MOST_ALIASES = 128;

/** A collection as it is stored, and its open index. */
export interface ListedCollection {
  readonly record: CollectionRecord;
  readonly collection: IndexedCollection;
}

/** All collections and their indexes. One whose index cannot be opened does not keep the others from serving. */
export class CollectionRegistry {
  readonly #deps: CollectionRegistryDeps;
  readonly #collections = new Map<string, IndexedCollection>();
  /** Names of collections by alias. */
  #aliases: ReadonlyMap<string, string> = new Map();
  readonly #oneAtATime = createSerialQueue();
  #revision = 0;
  #losses: readonly StoreLoss[] = [];
  #poll: NodeJS.Timeout | undefined;
  #following: Promise<void> | undefined;

  private constructor(deps: CollectionRegistryDeps) {
    this.#deps = deps;
  }

  /** Knows every collection at once; `ready` resolves when their indexes are open. */
  static async open(deps: CollectionRegistryDeps): Promise<{ registry: CollectionRegistry; ready: Promise<void> }> {
    const registry = new CollectionRegistry(deps);
    registry.#revision = await deps.store.revision();
    registry.#losses = await deps.store.losses();
    for (const loss of registry.#losses) deps.logger.error(loss, describeLoss(loss));
    await registry.#readAliases();
    const starts = (await registry.#records()).map((record) => registry.#start(record));
    registry.#poll = setInterval(() => void registry.#follow(), deps.pollMs).unref();
    return { registry, ready: Promise.all(starts.map(({ started }) => started)).then(() => undefined) };
  }

  /** By name. */
  async list(): Promise<ListedCollection[]> {
    await this.#lookAround();
    return (await this.#records()).flatMap((record) => {
      const collection = this.#collections.get(record.name);
      return collection ? [{ record, collection }] : [];
    });
  }

  /** What the store has found missing of what it had acknowledged. No disk is touched. */
  get losses(): readonly StoreLoss[] {
    return this.#losses;
  }

  /** For readiness: no disk is touched. */
  get open(): readonly IndexedCollection[] {
    return [...this.#collections.values()];
  }

  /** @param name of a collection, or an alias of one. @throws ServerError COLLECTION_NOT_FOUND. */
  async get(name: string): Promise<IndexedCollection> {
    // Another process may have made it a moment ago.
    if (!this.#collections.has(name)) await this.#lookAround();
    return this.#require(this.#aliases.get(name) ?? name);
  }

  /** By alias. */
  async aliases(): Promise<AliasRecord[]> {
    await this.#lookAround();
    return [...this.#aliases].map(([alias, collection]) => ({ alias, collection }));
  }

  /** Lets an alias name a collection, instead of any other that it named before: one step, between two requests.
   * @throws ServerError COLLECTION_NOT_FOUND, COLLECTION_CONFLICT, TOO_MANY_COLLECTIONS. */
  async setAlias(alias: string, name: string): Promise<AliasRecord> {
    const { record } = await this.get(name);
    if (!this.#aliases.has(alias) && this.#aliases.size >= MOST_ALIASES)
      throw new ServerError('TOO_MANY_COLLECTIONS', `there are ${MOST_ALIASES} aliases of collections, the most allowed; remove one first`);
    await this.#deps.store.setAlias(alias, record.name);
    await this.#readAliases();
    return { alias, collection: record.name };
  }

  /** @returns whether it was there. */
  async removeAlias(alias: string): Promise<boolean> {
    const wasThere = await this.#deps.store.removeAlias(alias);
    await this.#readAliases();
    return wasThere;
  }

  /** Makes a collection, or finds the one of this name, whatever its vectors come from.
   * @throws ServerError COLLECTION_CONFLICT, TOO_MANY_COLLECTIONS. */
  create(name: string, source: VectorSource): Promise<ListedCollection & { created: boolean }> {
    return this.#oneAtATime(async () => {
      if (!this.#collections.has(name) && this.#collections.size >= this.#deps.maxCollections)
        throw new ServerError(
          'TOO_MANY_COLLECTIONS',
          `there are ${this.#collections.size} collections, the most allowed; delete one first`,
        );
      const { created, record } = await this.#deps.store.createCollection(name, source, this.#deps.now());
      const existing = this.#collections.get(name);
      if (existing?.record.number === record.number) return { created, record, collection: existing };
      const { collection, started } = this.#start(record);
      await started;
      return { created, record, collection };
    });
  }

  /** @throws ServerError COLLECTION_NOT_FOUND; STORAGE_FULL, NOT_READY: it is then there as before. */
  async delete(name: string): Promise<void> {
    const { record } = await this.get(name);
    if (record.name !== name)
      throw new ServerError('COLLECTION_NOT_FOUND', `'${name}' is an alias of the collection '${record.name}'; delete that by its name`);
    return this.#oneAtATime(async () => {
      const collection = this.#require(name);
      // First the rows: they are the collection. Where they cannot be deleted, it goes on.
      await this.#deps.store.deleteCollection(name);
      this.#collections.delete(name);
      this.#losses = this.#losses.filter((loss) => loss.collection !== collection.record.number);
      await collection.close({ save: false });
      await this.#clearAway(collection.record.number);
    });
  }

  /** Opens the index of a collection that was built aside, so that it is there when that takes the place of another. */
  async openAside(aside: CollectionRecord): Promise<IndexedCollection> {
    const collection = new IndexedCollection(aside, this.#deps);
    await collection.start();
    return collection;
  }

  /** Lets a collection that was built aside take the place of another. @param lastSeq the last change of that one that is in it.
   * @returns whether it did, and is the registry's now; not if there was a later change. @throws ServerError COLLECTION_NOT_FOUND. */
  async exchange(aside: IndexedCollection, name: string, lastSeq: number): Promise<boolean> {
    const { store } = this.#deps;
    const built = await store.collection(aside.record.name);
    await aside.catchUp(built?.lastSeq ?? 0);
    return this.#oneAtATime(async () => {
      const previous = await store.collection(name);
      if (!previous || !(await store.replaceCollection(aside.record, name, lastSeq))) return false;
      // From here on the other one is gone: what a crash leaves of its index and pictures is never read again.
      aside.rename(name);
      const open = this.#collections.get(name);
      this.#collections.set(name, aside);
      await open?.close({ save: false });
      await this.#clearAway(previous.number);
      return true;
    });
  }

  /** Finishes all writes, lets the indexes save themselves and closes them. The store stays open. */
  async close(): Promise<void> {
    clearInterval(this.#poll);
    await this.#following;
    await this.#oneAtATime(() => undefined);
    await Promise.all(this.open.map((collection) => collection.close({ save: true })));
  }

  /** Deletes what lies beside the rows of a collection that is gone. What fails of it, and what a crash leaves, is never read again and swept some day. */
  async #clearAway(number: number): Promise<void> {
    const { indexes, blobs, dropDerived, logger } = this.#deps;
    const steps = [indexes.drop({ collection: number }), blobs.deleteAll(String(number)), dropDerived?.(number) ?? Promise.resolve()];
    for (const step of await Promise.allSettled(steps))
      if (step.status === 'rejected')
        logger.warn({ err: step.reason as unknown, number }, 'not all of a deleted collection could be cleared away yet');
  }

  /** All but those that are being built aside, whose names are none that a person can give. */
  async #records(): Promise<CollectionRecord[]> {
    return (await this.#deps.store.collections()).filter(({ name }) => COLLECTION_NAME.test(name));
  }

  async #readAliases(): Promise<void> {
    this.#aliases = new Map((await this.#deps.store.aliases()).map(({ alias, collection }) => [alias, collection]));
  }

  #require(name: string): IndexedCollection {
    const collection = this.#collections.get(name);
    if (!collection)
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return collection;
  }

  #start(record: CollectionRecord): { collection: IndexedCollection; started: Promise<void> } {
    const collection = new IndexedCollection(record, this.#deps);
    this.#collections.set(record.name, collection);
    return { collection, started: collection.start() };
  }

  /** Looks whether any process has committed something, one look at a time. */
  async #follow(): Promise<void> {
    this.#following ??= this.#lookAround()
      .catch((error: unknown) => this.#deps.logger.warn({ err: error }, 'it could not be seen what other processes have committed'))
      .finally(() => (this.#following = undefined));
    await this.#following;
  }

  async #lookAround(): Promise<void> {
    const revision = await this.#deps.store.revision();
    if (revision === this.#revision) return;
    this.#losses = await this.#deps.store.losses();
    await this.#oneAtATime(async () => {
      const records = await this.#records();
      await this.#readAliases();
      const numbers = new Map(records.map(({ name, number }) => [name, number]));
      for (const [name, collection] of this.#collections)
        if (numbers.get(name) !== collection.record.number) {
          this.#collections.delete(name);
          await collection.close({ save: false });
        }
      for (const record of records) {
        const known = this.#collections.get(record.name);
        if (known) void known.catchUp(record.lastSeq);
        else void this.#start(record).started;
      }
    });
    this.#revision = revision;
  }
}
