import { checkCollectionName, checkItemId } from '../check-id.js';
import { imageBlob, type ImageInput } from '../image-blob.js';
import type { AddedItem, Item } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** A picture to keep. */
export interface NewItem {
  readonly image: ImageInput;
  readonly label?: string;
  /** At most 8 KiB as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** One is made up without it. */
  readonly id?: string;
}

/** The pictures of a collection. */
export function createItems(transport: Transport) {
  const pathOf = (collection: string, id: string) => ({ collection: checkCollectionName(collection), id: checkItemId(id) });
  return {
    /** Resolves once the picture is on disk and searchable. Without an id one is made here, so that a repeated try adds nothing twice. */
    async add(collection: string, item: NewItem, options: CallOptions = {}): Promise<AddedItem> {
      const path = { collection: checkCollectionName(collection) };
      const id = item.id === undefined ? newItemId() : checkItemId(item.id);
      const image = await imageBlob(item.image);
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/items', {
          params: { path },
          body: { image, id },
          bodySerializer: () => itemForm({ ...item, id }, image),
          signal,
        }),
      );
    },

    /** Label, metadata and when it was added. */
    async get(collection: string, id: string, options: CallOptions = {}): Promise<Item> {
      const path = pathOf(collection, id);
      return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/items/{id}', { params: { path }, signal }));
    },

    /** Deletes one picture with everything that is kept of it. */
    async delete(collection: string, id: string, options: CallOptions = {}): Promise<void> {
      const path = pathOf(collection, id);
      return transport.call(options, async (api, signal, tries) =>
        forgiveGone(await api.DELETE('/v1/collections/{collection}/items/{id}', { params: { path }, signal }), tries),
      );
    },

    /** A JPEG of at most 256 px. */
    async thumbnail(collection: string, id: string, options: CallOptions = {}): Promise<Blob> {
      const path = pathOf(collection, id);
      return transport.call(options, (api, signal) =>
        api.GET('/v1/collections/{collection}/items/{id}/thumbnail', { params: { path }, parseAs: 'blob', signal }),
      );
    },

    /** Its address, for an `<img>`; a server with an API key answers an `<img>` 401.
     * @throws BadRequestError where one of the two is no name or id. */
    thumbnailUrl(collection: string, id: string): string {
      const path = pathOf(collection, id);
      return transport.url(`/v1/collections/${encodeURIComponent(path.collection)}/items/${encodeURIComponent(path.id)}/thumbnail`);
    },
  };
}

/** What `createItems` offers. */
export type Items = ReturnType<typeof createItems>;

function itemForm({ label, metadata, id }: NewItem & { readonly id: string }, image: Blob): FormData {
  const form = new FormData();
  form.set('id', id);
  if (label !== undefined) form.set('label', label);
  if (metadata !== undefined) form.set('metadata', JSON.stringify(metadata));
  // Fields first: a server that streams knows them before the picture arrives. Its name would tell where it lay on disk.
  form.set('image', image, 'image');
  return form;
}

/** `crypto.randomUUID` is missing on pages served over plain http. */
function newItemId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
