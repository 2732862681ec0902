import { createHash, randomUUID } from 'node:crypto';
import { imageFormat, type PictureWarning } from '@supcon/core/image';
import { ServerError } from '../domain/errors.js';
import type { BlobContentType, BlobStore } from '../domain/blob-store.js';
import type { EncoderLeases } from '../domain/encoder-leases.js';
import type { ItemStore, StoredItem } from '../domain/item-store.js';
import type { CollectionRegistry } from './collection-registry.js';
import { itemNotFound } from './describe-item.js';
import type { IndexedCollection } from './indexed-collection.js';
import { expectationOf, itemChanged, type WantedTags } from './items/item-tag.js';
import { encodeFor } from './lease-encoder.js';
import { dropPictures, newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';
import type { PictureDecoder } from '../encoder/picture-decoder.js';
import type { Turn } from '../domain/turn.js';
import { withCurrent } from './with-current.js';

/** What adding a picture needs. */
export interface AddImageDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  readonly encoders: EncoderLeases;
  readonly decoder: Pick<PictureDecoder, 'thumbnail'>;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
}

/** A picture with what belongs to it, checked. */
export interface ImageToAdd {
  readonly bytes: Uint8Array;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** One is made if there is none. */
  readonly id?: string | undefined;
  /** Which folder it comes from; null for one that stands for itself. An item of the same id and origin is replaced. */
  readonly origin: string | null;
}

/** What came of it. */
export interface AddedImage {
  readonly created: boolean;
  readonly item: StoredItem;
  /** What is wrong with the picture; nothing where it was there already and was not decoded. */
  readonly warnings: readonly PictureWarning[];
}

/** Adds one picture: encode with the collection's model, store its original and thumbnail, commit, apply to the index. Resolves when all of that is on
 * disk and searchable. The same picture, label and metadata under the same id add nothing.
 * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError COLLECTION_NOT_FOUND, MODEL_MISMATCH, ITEM_CONFLICT, STORAGE_FULL,
 * TOO_BUSY, NOT_READY; the reason of the signal.
 * @param turn.signal gives up when it aborts, as long as nothing is written. */
export async function addImage(deps: AddImageDeps, collectionName: string, image: ImageToAdd, turn?: Turn): Promise<AddedImage> {
  const contentHash = hashContent(image);
  const isNew = image.id === undefined;
  const id = image.id ?? randomUUID();
  return withCurrent(deps.registry, collectionName, (collection) => addTo(collection, deps, { ...image, id, contentHash, isNew }, turn));
}

async function addTo(
  collection: IndexedCollection,
  deps: AddImageDeps,
  image: ImageToAdd & { readonly id: string; readonly contentHash: string; readonly isNew: boolean },
  turn: Turn | undefined,
): Promise<AddedImage> {
  const { store, blobs, encoders } = deps;
  const { id, contentHash } = image;
  const existing = image.isNew ? undefined : await store.get(collection.record, id);
  // What comes from the same folder replaces what came from it before.
  if (existing && (existing.contentHash === contentHash || image.origin === null || existing.origin !== image.origin))
    return settle(existing, contentHash);

  await deps.requireRoom();
  // First the encoder, whose decoder tells a bad picture from a good one.
  const { embedding, warnings } = await encodeFor(encoders, collection.record, image.bytes, turn);
  const thumbnail = await deps.decoder.thumbnail(image.bytes, turn);
  const blob = newPictureBlob(collection.record.number, contentHash);
  const dropBlobs = (): Promise<unknown> => dropPictures(blobs, blob);
  try {
    await Promise.all([
      blobs.put(originalOf(blob), image.bytes, { contentType: contentTypeOf(image.bytes) }),
      blobs.put(thumbnailOf(blob), thumbnail, { contentType: 'image/jpeg' }),
    ]);
    const result = await collection.write({
      type: 'add',
      item: { id, label: image.label, metadata: image.metadata, contentHash, blob, vector: embedding, origin: image.origin },
    });
    if (result.type === 'added') return { created: true, item: result.item, warnings };
    if (result.type === 'replaced') {
      await dropPictures(blobs, result.previous.blob);
      return { created: true, item: result.item, warnings };
    }
    await dropBlobs();
    if (result.type === 'missing') throw new ServerError('INTERNAL', `item '${id}': adding it found it missing`);
    return settle(result.item, contentHash);
  } catch (error) {
    // After any other failure the item may be committed, and then its pictures are needed.
    if (error instanceof ServerError && error.code === 'STORAGE_FULL') await dropBlobs();
    else if (await isGone(store, collection.record.number)) {
      await blobs.deleteAll(String(collection.record.number));
      // Whatever failed because of that, such as its folder not being there any more.
      throw new ServerError('COLLECTION_NOT_FOUND', `collection '${collection.record.name}' was deleted meanwhile`, { cause: error });
    }
    throw error;
  }
}

/** Whether a collection was deleted, for certain: its number is never given again, so nothing of it is needed any more. */
async function isGone(store: Pick<ItemStore, 'collections'>, number: number): Promise<boolean> {
  return store.collections().then(
    (records) => records.every((record) => record.number !== number),
    () => false,
  );
}

/** Removes an item, then its pictures. @param tags which states of it may be removed; undefined for any.
 * @throws ServerError COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, ITEM_CHANGED, NOT_READY. */
export async function removeImage(
  { registry, store, blobs }: Pick<AddImageDeps, 'registry' | 'store' | 'blobs'>,
  collectionName: string,
  id: string,
  tags?: WantedTags,
): Promise<void> {
  const result = await withCurrent(registry, collectionName, async (collection) =>
    collection.write({ type: 'remove', id, ...(await expectationOf(store, collection.record, id, tags)) }),
  );
  if (result.type === 'missing') throw itemNotFound(collectionName, id);
  if (result.type === 'stale') throw itemChanged(result.item);
  await dropPictures(blobs, result.item.blob);
}

function settle(item: StoredItem, contentHash: string): AddedImage {
  if (item.contentHash === contentHash) return { created: false, item, warnings: [] };
  throw new ServerError(
    'ITEM_CONFLICT',
    `item '${item.id}' is there with another picture, label or metadata; delete it first, or choose another id`,
  );
}

/** By the bytes: what a client calls a picture may be anything. */
function contentTypeOf(bytes: Uint8Array): BlobContentType {
  const format = imageFormat(bytes);
  return format === undefined ? 'application/octet-stream' : `image/${format}`;
}

function hashContent({ bytes, label, metadata }: ImageToAdd): string {
  return createHash('sha256')
    .update(bytes)
    .update('\0')
    .update(JSON.stringify([label, metadata]))
    .digest('hex');
}
