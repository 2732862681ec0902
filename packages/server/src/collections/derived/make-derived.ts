import type { Logger } from 'pino';
import { ServerError } from '../../domain/errors.js';
import { requireCollectionName } from '../../domain/input-rules.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import type { CollectionRegistry } from '../collection-registry.js';

/** How often it is looked whether the collection is still there, milliseconds. */
const LOOK_EVERY_MS = 1000;

/** The record of a collection as it is now. @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND. */
export async function presentRecord(
  { registry, store }: { readonly registry: Pick<CollectionRegistry, 'get'>; readonly store: Pick<ItemStore, 'collection'> },
  name: string,
): Promise<CollectionRecord> {
  const { record } = await registry.get(requireCollectionName(name));
  const present = await store.collection(record.name);
  if (!present) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}' any more`);
  return present;
}

/** That a job is for a collection that is not there any more. */
export function replacedMeanwhile(name: string): ServerError {
  return new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted, replaced or got other vectors meanwhile`);
}

/** How a result of a collection comes about. */
export interface MakeDerivedOptions<T extends { readonly seq: number }, K> {
  readonly signal: AbortSignal;
  /** @param signal aborts when the collection is deleted, too. */
  readonly compute: (signal: AbortSignal) => Promise<T>;
  /** @param numbers of the collections that there are. */
  readonly keep: (result: T, numbers: readonly number[]) => Promise<K>;
  /** Lets go of what was kept of the collection. */
  readonly drop: () => Promise<void>;
}

/** Computes something of a collection and keeps it, unless the collection is deleted, or items of it are purged, meanwhile.
 * @throws ServerError COLLECTION_NOT_FOUND, NOT_READY, STORAGE_FULL; what aborted the signal. */
export async function makeDerived<T extends { readonly seq: number }, K>(
  {
    store,
    requireRoom,
    logger,
  }: { readonly store: Pick<ItemStore, 'collections'>; readonly requireRoom: () => Promise<void>; readonly logger: Logger },
  record: CollectionRecord,
  { signal, compute, keep, drop }: MakeDerivedOptions<T, K>,
): Promise<K> {
  const numbersOf = async (): Promise<readonly number[]> => (await store.collections()).map(({ number }) => number);
  const gone = new AbortController();
  const deleted = (): ServerError => new ServerError('COLLECTION_NOT_FOUND', `the collection '${record.name}' was deleted meanwhile`);
  // Any process may delete it. What fails here is looked at once more at the end.
  const looking = setInterval(() => {
    void numbersOf().then(
      (numbers) => numbers.includes(record.number) || gone.abort(deleted()),
      () => undefined,
    );
  }, LOOK_EVERY_MS);
  const result = await compute(AbortSignal.any([signal, gone.signal])).finally(() => clearInterval(looking));
  const numbers = await numbersOf();
  if (!numbers.includes(record.number)) throw deleted();
  try {
    await requireRoom();
    const kept = await keep(result, numbers);
    await requireUnpurged({ store, drop }, record, result.seq);
    return kept;
  } catch (error) {
    logger.warn({ err: error, collection: record.name }, 'what was computed of a collection could not be kept');
    throw error;
  }
}

/** Looked at behind keeping something: whoever purges writes that down first, and drops what is kept then.
 * @throws ServerError NOT_READY where items were purged after a seq, or the collection is gone: nothing of it is kept any more. */
export async function requireUnpurged(
  { store, drop }: { readonly store: Pick<ItemStore, 'collections'>; readonly drop: () => Promise<void> },
  { name, number }: CollectionRecord,
  seq: number,
): Promise<void> {
  const present = (await store.collections()).find((each) => each.number === number);
  if (present && present.erasedSeq <= seq) return;
  await drop();
  throw new ServerError('NOT_READY', `items of '${name}' were purged meanwhile; ask again`, { retryAfterSeconds: 1 });
}
