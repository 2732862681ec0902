import { createHash, randomUUID } from 'node:crypto';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, ItemStore, NewItem, StoredItem, WriteResult } from '../../domain/item-store.js';
import { unitVector } from '../../domain/unit-vector.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { blobWithoutPicture } from '../picture-blobs.js';
import { withCurrent } from '../with-current.js';

/** What adding a vector needs. */
export interface AddVectorDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
}

/** A vector with what belongs to it, checked but for its length. */
export interface VectorToAdd {
  /** float32 [D], any length but zero. */
  readonly vector: Float32Array;
  /** sha256 of the encoder that made it, hex. */
  readonly encoderHash: string;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** One is made if there is none. */
  readonly id?: string | undefined;
}

/** Adds an item by its vector, without a picture. The same vector, label and metadata under the same id add nothing.
 * @throws ServerError COLLECTION_NOT_FOUND, BAD_VECTOR, MODEL_MISMATCH for another encoder's, ITEM_CONFLICT, STORAGE_FULL, NOT_READY. */
export async function addVector(
  { registry, requireRoom }: AddVectorDeps,
  name: string,
  { id = randomUUID(), encoderHash, ...item }: VectorToAdd,
): Promise<{ readonly created: boolean; readonly item: StoredItem }> {
  return withCurrent(registry, name, async (collection) => {
    const { record } = collection;
    requireOwnVectors(record, encoderHash);
    const added = itemOfVector(record, { ...item, id });
    await requireRoom();
    return outcomeOf(id, await collection.write({ type: 'add', item: added }));
  });
}

/** @throws ServerError MODEL_MISMATCH where vectors of an encoder do not belong into a collection. */
export function requireOwnVectors(record: CollectionRecord, encoderHash: string): void {
  if (encoderHash !== record.encoderHash)
    throw new ServerError(
      'MODEL_MISMATCH',
      `collection '${record.name}' holds vectors of the encoder ${record.encoderHash.slice(0, 12)} (${record.modelName}/${record.modelVersion}), and this one is said to be of ${encoderHash.slice(0, 12)}: vectors of different encoders cannot be compared`,
      { details: { encoderHash: record.encoderHash } },
    );
}

/** An item of a vector [D], any length but zero, as the store keeps it. @throws ServerError BAD_VECTOR. */
export function itemOfVector(
  record: CollectionRecord,
  { id, vector, label, metadata }: Omit<VectorToAdd, 'encoderHash'> & { readonly id: string },
): NewItem {
  const unit = unitVector(vector, record.embeddingSize);
  if (unit.every((value) => value === 0)) throw new ServerError('BAD_VECTOR', 'vector: its length is 0, so it has no direction to compare');
  const contentHash = hashVector(unit, label, metadata);
  return { id, label, metadata, contentHash, blob: blobWithoutPicture(record.number), vector: unit, origin: null };
}

/** What came of adding an item. @throws ServerError ITEM_CONFLICT. */
export function outcomeOf(id: string, result: WriteResult): { readonly created: boolean; readonly item: StoredItem } {
  if (result.type === 'added') return { created: true, item: result.item };
  if (result.type === 'existing') return { created: false, item: result.item };
  throw new ServerError('ITEM_CONFLICT', `item '${id}' is there with another content; delete it first, or choose another id`);
}

function hashVector(vector: Float32Array, label: string | null, metadata: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update('vector\0')
    .update(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength))
    .update(JSON.stringify([label, metadata]))
    .digest('hex');
}
