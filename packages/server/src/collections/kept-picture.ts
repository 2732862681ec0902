import { buffer } from 'node:stream/consumers';
import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { ItemStore } from '../domain/item-store.js';
import type { CollectionRegistry } from './collection-registry.js';
import type { KeptPicture } from './collection-service.js';
import { originalOf } from './picture-blobs.js';

/** The picture of an item, as it was sent, and what the collection's encoder has made of it.
 * @throws ServerError COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, NOT_READY. */
export async function keptPicture(
  { registry, store, blobs }: { readonly registry: Pick<CollectionRegistry, 'get'>; readonly store: ItemStore; readonly blobs: BlobStore },
  name: string,
  id: string,
): Promise<KeptPicture> {
  const { record } = await registry.get(name);
  // By its name, not by what may be an alias; and not by its number, which an exchange changes.
  const item = await store.get(record.name, id);
  if (!item) throw new ServerError('ITEM_NOT_FOUND', `collection '${name}' has no item '${id}'`);
  const open = async () => {
    const opened = await blobs.open(originalOf(item.blob));
    if (!opened)
      throw new ServerError(
        'ITEM_NOT_FOUND',
        `the collection '${name}' does not keep the picture of item '${id}'; send the picture itself`,
      );
    return opened;
  };
  return {
    size: async () => {
      const { size, stream } = await open();
      stream.destroy();
      return size;
    },
    bytes: async () => buffer((await open()).stream),
    // By the record: another generation of the collection, with another encoder, may have its name by now.
    embedding: async (encoderHash) => (encoderHash === record.encoderHash ? store.vector(record, id) : undefined),
  };
}
