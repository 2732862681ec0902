import type { BlobStore } from '../domain/blob-store.js';
import { asideName } from '../domain/aside-name.js';
import { ServerError } from '../domain/errors.js';
import type { Encoder } from '../domain/encoder-leases.js';
import type { CollectionRecord, ItemStore, NewItem, StoredItem, VectorSource } from '../domain/item-store.js';
import type { CollectionRegistry } from './collection-registry.js';
import type { IndexedCollection } from './indexed-collection.js';
import { isBadPicture } from './is-bad-picture.js';
import { FEW, mirror } from './mirror-collection.js';
import { newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';

/** What computing vectors anew needs. */
export interface ReembedDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  readonly encoder: Pick<Encoder, 'encode'>;
  /** Where the encoder's vectors come from. */
  readonly source: VectorSource;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
}

/** What may be left out, and who is told. */
export interface ReembedOptions {
  /** Leaves out items whose picture cannot be read any more, instead of refusing. */
  readonly dropLost: boolean;
  /** Ends the work early; the next time goes on behind it. */
  readonly signal: AbortSignal;
  /** Asked right before the exchange, since the signal may be slow: false ends the work too. */
  readonly isWanted?: () => Promise<boolean>;
  /** Called after each step with how many items have their new vector. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Computes the vectors of all items of a collection anew, with another encoder, from the pictures that are kept with them. Ids, labels, metadata,
 * origins and times of adding stay. A second collection is built aside and takes the place of the first in one step, with its index open: until then, and after a crash, the first one
 * is as it was, and what was built is gone on with. Items that are added, changed or removed meanwhile come out right.
 * @returns the ids of items that were left out, and whether it was ended early: then nothing has changed yet.
 * @throws ServerError COLLECTION_NOT_FOUND, STORAGE_FULL, and MODEL_MISMATCH when pictures are lost and must not be left out. */
export async function reembedCollection(
  deps: ReembedDeps,
  name: string,
  { dropLost, signal, isWanted, onProgress }: ReembedOptions,
): Promise<{ items: number; lost: readonly string[]; interrupted: boolean }> {
  const { store, registry } = deps;
  const mirroring = { ...deps, carry: (to: CollectionRecord, item: StoredItem) => carryOver(deps, to, item) };
  const aside = await openAside(deps, name);
  const lost = new Set<string>();
  let opened: IndexedCollection | undefined;
  let release: (() => void) | undefined;
  try {
    for (let seen: { readonly lastSeq: number; readonly number: number; readonly changes: number } | undefined; ;) {
      // Else writes that come as fast as they are taken in would be ahead for ever.
      if (seen && seen.changes <= FEW) release ??= await (await registry.get(name)).holdWrites();
      const before = await store.collection(name);
      if (!before) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}' any more`);
      if (seen && seen.number !== before.number) throw replacedMeanwhile(name);
      const changes = await mirror(mirroring, { from: before, to: aside, seenUpTo: seen?.lastSeq, lost, signal, onProgress });
      if (signal.aborted) return { items: before.items, lost: [...lost], interrupted: true };
      if (lost.size > 0 && !dropLost) throw picturesLost(name, [...lost]);
      // Its index is there when it takes the place, so that no search has to wait.
      opened ??= await registry.openAside(aside);
      if ((await isWanted?.()) === false) return { items: before.items, lost: [...lost], interrupted: true };
      // Not if something was committed since: then that is caught up with.
      if (await registry.exchange(opened, name, before.lastSeq)) {
        opened = undefined;
        return { items: before.items - lost.size, lost: [...lost], interrupted: false };
      }
      seen = { ...before, changes };
    }
  } finally {
    release?.();
    await opened?.close({ save: false });
  }
}

function replacedMeanwhile(name: string): ServerError {
  return new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted or replaced meanwhile; nothing was changed`);
}

/** Throws away what an interrupted re-embedding has built, if there is any. */
export async function discardAside({ store, blobs }: Pick<ReembedDeps, 'store' | 'blobs'>, name: string): Promise<void> {
  const aside = await store.collection(asideName(name));
  if (!aside) return;
  await store.deleteCollection(aside.name);
  await blobs.deleteAll(String(aside.number));
}

/** What was built of the same encoder is gone on with. */
async function openAside(deps: ReembedDeps, name: string): Promise<CollectionRecord> {
  const { source } = deps;
  const found = await deps.store.collection(asideName(name));
  if (found && found.encoderHash !== source.encoderHash) await discardAside(deps, name);
  return (await deps.store.createCollection(asideName(name), source, deps.now())).record;
}

/** @returns undefined if its picture is gone or cannot be decoded. */
async function carryOver({ blobs, encoder }: ReembedDeps, to: CollectionRecord, item: StoredItem): Promise<NewItem | undefined> {
  const [original, thumbnail] = await Promise.all([blobs.get(originalOf(item.blob)), blobs.get(thumbnailOf(item.blob))]);
  if (!original || !thumbnail) return undefined;
  const encoded = await encoder.encode(original.bytes).catch((error: unknown) => {
    if (isBadPicture(error)) return undefined;
    throw error;
  });
  if (!encoded) return undefined;
  const { id, label, metadata, contentHash, origin, createdAt, updatedAt, version } = item;
  const blob = newPictureBlob(to.number, contentHash);
  await Promise.all([
    blobs.put(originalOf(blob), original.bytes, { contentType: original.contentType }),
    blobs.put(thumbnailOf(blob), thumbnail.bytes, { contentType: thumbnail.contentType }),
  ]);
  return { id, label, metadata, contentHash, origin, createdAt, updatedAt, version, blob, vector: encoded.embedding };
}

function picturesLost(name: string, lost: readonly string[]): ServerError {
  const some = lost.slice(0, 5).join(', ') + (lost.length > 5 ? ' and others' : '');
  return new ServerError(
    'MODEL_MISMATCH',
    `collection '${name}': the pictures of ${lost.length} items cannot be read any more (${some}), so they would get no vector of this model; ` +
      'nothing was changed. Delete them, or leave them out (dropLost in the request, --drop-lost at a terminal)',
  );
}
