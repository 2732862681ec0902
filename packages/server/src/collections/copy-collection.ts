import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { CollectionRecord, ItemStore, NewItem, StoredItem } from '../domain/item-store.js';
import type { CollectionRegistry } from './collection-registry.js';
import type { IndexedCollection } from './indexed-collection.js';
import { FEW, mirror } from './mirror-collection.js';
import { blobWithoutPicture, hasPicture, newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';

/** What copying needs. */
export interface CopyDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
}

/** What is copied, and to where. */
export interface CopyTask {
  readonly from: string;
  /** When that was made, ISO 8601: another one of its name is not meant. */
  readonly fromCreatedAt: string;
  /** A name that no collection has, or one that is empty and of the same encoder. */
  readonly to: string;
  /** Whether an attempt before may have come to its end without saying so. */
  readonly isRepeated: boolean;
}

/** How it is done. */
export interface CopyOptions {
  /** Ends it early, with its reason thrown; the next time goes on behind it. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** What a copy is called while it is made: a name that nobody can give, so that the registry passes it over. */
function asideName(to: string): string {
  return `${to}~copied`;
}

/** Copies a collection: items with ids, labels, metadata, origins, versions, times, vectors and pictures, as it is at the end, whatever is added, changed or removed meanwhile. It is made aside
 * and is there as a whole in one step, with its index open; after a crash nothing of it is seen, and it is gone on with.
 * @returns how many items it has. @throws ServerError COLLECTION_NOT_FOUND where the original is gone, COLLECTION_CONFLICT where the name was taken meanwhile, TOO_MANY_COLLECTIONS, STORAGE_FULL, NOT_READY;
 * the reason of the signal. */
export async function copyCollection(
  deps: CopyDeps,
  task: CopyTask,
  { signal, onProgress }: CopyOptions,
): Promise<{ readonly items: number }> {
  const { store, registry } = deps;
  const original = await requireOriginal(store, task);
  if (await isThere(store, task, original)) return { items: (await store.collection(task.to))!.items };
  const aside = await openAside(deps, task, original);
  const mirroring = { ...deps, carry: (to: CollectionRecord, item: StoredItem) => carryOver(deps, task.from, to, item) };
  let opened: IndexedCollection | undefined;
  let release: (() => void) | undefined;
  try {
    for (let seen: { readonly lastSeq: number; readonly number: number; readonly changes: number } | undefined; ;) {
      // Else writes that come as fast as they are copied would be ahead for ever.
      if (seen && seen.changes <= FEW) release ??= await (await registry.get(task.from)).holdWrites();
      const from = await requireOriginal(store, task);
      // It got other vectors meanwhile: those of before are of no use.
      if (from.encoderHash !== aside.encoderHash) throw replacedMeanwhile(task.from);
      const seenUpTo = seen?.number === from.number ? seen.lastSeq : undefined;
      const changes = await mirror(mirroring, { from, to: aside, seenUpTo, lost: new Set(), signal, onProgress });
      signal.throwIfAborted();
      seen = { ...from, changes };
      const present = await store.collection(task.from);
      // Of another process, or of this one before writes were held.
      if (present?.number !== from.number || present.lastSeq !== from.lastSeq) continue;
      opened ??= await registry.openAside(aside);
      await requirePlace(deps, task, from);
      const items = (await store.collection(aside.name))?.items ?? 0;
      if (!(await registry.exchange(opened, task.to, 0))) throw nameTaken(task.to);
      opened = undefined;
      return { items };
    }
  } finally {
    release?.();
    await opened?.close({ save: false });
  }
}

/** Throws away what an interrupted copy has made, if there is any. */
export async function discardCopy({ store, blobs }: Pick<CopyDeps, 'store' | 'blobs'>, to: string): Promise<void> {
  const aside = await store.collection(asideName(to));
  if (!aside) return;
  await store.deleteCollection(aside.name);
  await blobs.deleteAll(String(aside.number));
}

/** Whether the last attempt came to its end, and only the word of it is missing. */
async function isThere(store: ItemStore, { to, isRepeated }: CopyTask, original: CollectionRecord): Promise<boolean> {
  if (!isRepeated) return false;
  const [copy, aside] = await Promise.all([store.collection(to), store.collection(asideName(to))]);
  return copy !== undefined && aside === undefined && copy.lastSeq > 0 && copy.encoderHash === original.encoderHash;
}

async function requireOriginal(store: ItemStore, { from, fromCreatedAt }: CopyTask): Promise<CollectionRecord> {
  const record = await store.collection(from);
  // One that got other vectors keeps its time.
  if (record?.createdAt !== fromCreatedAt) throw replacedMeanwhile(from);
  return record;
}

/** Makes the empty collection whose place the copy takes. */
async function requirePlace({ registry, store }: CopyDeps, { to }: CopyTask, original: CollectionRecord): Promise<void> {
  const { modelName, modelVersion, encoderHash, embeddingSize } = original;
  const { record } = await registry.create(to, { modelName, modelVersion, encoderHash, embeddingSize });
  const present = await store.collection(record.name);
  if (present?.lastSeq !== 0 || present.encoderHash !== encoderHash) throw nameTaken(to);
}

/** What was made of the same vectors is gone on with. */
async function openAside(deps: CopyDeps, { to }: CopyTask, original: CollectionRecord): Promise<CollectionRecord> {
  const { modelName, modelVersion, encoderHash, embeddingSize } = original;
  const found = await deps.store.collection(asideName(to));
  if (found && found.encoderHash !== encoderHash) await discardCopy(deps, to);
  const source = { modelName, modelVersion, encoderHash, embeddingSize };
  return (await deps.store.createCollection(asideName(to), source, deps.now())).record;
}

/** @returns undefined where it was removed meanwhile. */
async function carryOver({ store, blobs }: CopyDeps, from: string, to: CollectionRecord, item: StoredItem): Promise<NewItem | undefined> {
  const vector = await store.vector(from, item.id);
  if (!vector) return undefined;
  const { id, label, metadata, contentHash, origin, createdAt, updatedAt, version } = item;
  const blob = hasPicture(item.blob) ? newPictureBlob(to.number, contentHash) : blobWithoutPicture(to.number);
  if (hasPicture(item.blob)) await Promise.all([originalOf, thumbnailOf].map((nameOf) => copyBlob(blobs, nameOf(item.blob), nameOf(blob))));
  return { id, label, metadata, contentHash, origin, createdAt, updatedAt, version, blob, vector };
}

/** A picture that is lost is lost in the copy too. */
async function copyBlob(blobs: BlobStore, from: string, to: string): Promise<void> {
  const found = await blobs.open(from);
  if (!found) return;
  try {
    await blobs.put(to, found.stream, { contentType: found.contentType });
  } finally {
    found.stream.destroy();
  }
}

function replacedMeanwhile(name: string): ServerError {
  return new ServerError(
    'COLLECTION_NOT_FOUND',
    `the collection '${name}' was deleted, replaced or got other vectors meanwhile; nothing was copied`,
  );
}

function nameTaken(name: string): ServerError {
  return new ServerError('COLLECTION_CONFLICT', `there is a collection '${name}' by now that is not empty; copy to another name`);
}
