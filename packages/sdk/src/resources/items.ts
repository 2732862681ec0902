import { checkObject, checkVector } from '../check-input.js';
import { checkCallOptions } from '../check-options.js';
import { checkCollectionName, checkItemId } from '../check-id.js';
import { filterQuery, type Filter, type FilterField } from '../filter.js';
import type { components } from '../generated/schema.js';
import { imageBlob, type ImageInput } from '../image-blob.js';
import type { AddedItem, DeletedItems, Facets, Item, ItemList, ItemPatch, ItemSample, Purge } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { inBulk, type BulkOptions, type BulkResult, type Inputs } from '../in-bulk.js';
import { newId, onceHeader } from '../once.js';
import { forgiveGone } from './forgive-gone.js';
import { BUSY_MS } from './many.js';

/** A picture to keep. */
export interface NewItem {
  readonly image: ImageInput;
  readonly label?: string | undefined;
  /** At most 8 KiB as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** One is made up without it. */
  readonly id?: string | undefined;
}

/** Which items are listed. */
export interface ItemQuery {
  /** Default: all. */
  readonly filter?: Filter | undefined;
  /** Items on a page, 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** An item without a picture. */
export interface NewVectorItem {
  /** [D] as long as the collection's embedding; any length but zero. */
  readonly vector: readonly number[] | Float32Array;
  /** sha256 of the encoder that made it. */
  readonly encoderHash: string;
  readonly label?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

/** Which state of an item is to be changed. */
export interface Seen extends CallOptions {
  /** What `tag` gave of the item as it was read: if it has changed since, the call rejects with ItemChangedError. Default: whatever is there. */
  readonly ifMatch?: string | undefined;
}

const tags = new WeakMap<object, string>();

/** The pictures of a collection. */
export function createItems(transport: Transport) {
  const pathOf = (collection: string, id: string) => ({ collection: checkCollectionName(collection), id: checkItemId(id) });
  const page = async (collection: string, { filter, ...query }: ItemQuery = {}, options: CallOptions = {}): Promise<ItemList> => {
    const params = { path: { collection: checkCollectionName(collection) }, query: { ...query, ...filterQuery(filter) } };
    return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/items', { params, signal }));
  };
  /** Resolves once the picture is on disk and searchable. Without an id one is made here, so that a repeated try adds nothing twice. */
  const add = async (collection: string, item: NewItem, options: CallOptions = {}): Promise<AddedItem> => {
    const path = { collection: checkCollectionName(collection) };
    checkObject('item', item, 'an object such as { image, label }');
    const id = item.id === undefined ? newId() : checkItemId(item.id);
    const image = await imageBlob(item.image);
    return transport.call(options, (api, signal) =>
      api.POST('/v1/collections/{collection}/items', {
        params: { path },
        body: { image, id },
        bodySerializer: () => itemForm({ ...item, id }, image),
        signal,
      }),
    );
  };
  return {
    /** One page, in the order in which items were added. */
    page,

    /** All that fits, page by page as it is asked for: `for await (const item of items.list('photos', { filter: { field: 'label', eq: 'cat' } }))`. */
    async *list(
      collection: string,
      query: Omit<ItemQuery, 'after'> = {},
      options: CallOptions = {},
    ): AsyncGenerator<Item, void, undefined> {
      let after: string | undefined;
      do {
        const { items, next } = await page(collection, { ...query, ...(after === undefined ? {} : { after }) }, options);
        yield* items;
        after = next;
      } while (after !== undefined);
    },

    /** Adds an item by a vector of the collection's encoder, without a picture. Without an id one is made here, so that a repeated try adds nothing twice.
     * @param item.encoderHash as the collection has it. @throws ConflictError for another encoder's. */
    async addVector(collection: string, item: NewVectorItem, options: CallOptions = {}): Promise<AddedItem> {
      const path = { collection: checkCollectionName(collection) };
      const { vector, id, metadata, ...more } = checkObject('item', item, 'an object such as { vector, encoderHash }');
      const body = {
        ...more,
        vector: checkVector(vector),
        id: id === undefined ? newId() : checkItemId(id),
        ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
      };
      return transport.call(options, (api, signal) => api.POST('/v1/collections/{collection}/items', { params: { path }, body, signal }));
    },

    /** How many items have which value of a field, most frequent first. @param query.limit values, 1 to 1,000; default 100. */
    async facets(
      collection: string,
      { filter, ...query }: { readonly field: FilterField; readonly filter?: Filter; readonly limit?: number },
      options: CallOptions = {},
    ): Promise<Facets> {
      const params = { path: { collection: checkCollectionName(collection) }, query: { ...query, ...filterQuery(filter) } };
      return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/facets', { params, signal }));
    },

    /** Items drawn at random; the same seed draws the same ones. @param query.size 1 to 1,000, default 100. @param query.seed default 0. */
    async sample(
      collection: string,
      { filter, ...query }: { readonly filter?: Filter; readonly size?: number; readonly seed?: number } = {},
      options: CallOptions = {},
    ): Promise<ItemSample> {
      const params = { path: { collection: checkCollectionName(collection) }, query: { ...query, ...filterQuery(filter) } };
      return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/sample', { params, signal }));
    },

    add,

    /** Adds any number of pictures, some at a time: `for await (const { input, error } of items.addMany('album', items))`. One that fails has its `error`, and the others go on. A server that is busy is asked again for five minutes.
     * An item without an id gets one when its turn comes: to go on after a crash, give ids. */
    addMany(
      collection: string,
      items: Inputs<NewItem>,
      options: CallOptions & BulkOptions = {},
    ): AsyncGenerator<BulkResult<NewItem, AddedItem>, void, undefined> {
      checkCollectionName(collection);
      checkCallOptions(options);
      const { concurrency: _, onProgress: __, ...call } = options;
      return inBulk(items, (item, signal) => add(collection, item, { busyMs: BUSY_MS, ...call, signal }), options);
    },

    /** Label, metadata, version and when it was added. */
    async get(collection: string, id: string, options: CallOptions = {}): Promise<Item> {
      const path = pathOf(collection, id);
      return transport.call(options, async (api, signal) =>
        tagged(await api.GET('/v1/collections/{collection}/items/{id}', { params: { path }, signal })),
      );
    },

    /** Names the state of an item that `get` or `patch` has returned, for `ifMatch`; undefined of other items. */
    tag: (item: Item): string | undefined => tags.get(item),

    /** Sets label or metadata, which takes the place of the old one as a whole. @throws ItemChangedError where `ifMatch` is of another state. A repeated try may find the change of
     * the one before, and then rejects with it too. */
    async patch(collection: string, id: string, changes: ItemPatch, { ifMatch, ...options }: Seen = {}): Promise<Item> {
      const params = { path: pathOf(collection, id), ...headerOf(ifMatch) };
      return transport.call(options, async (api, signal) =>
        tagged(await api.PATCH('/v1/collections/{collection}/items/{id}', { params, body: changes, signal })),
      );
    },

    /** Deletes one picture with everything that is kept of it. @throws ItemChangedError where `ifMatch` is of another state. */
    async delete(collection: string, id: string, { ifMatch, ...options }: Seen = {}): Promise<void> {
      const params = { path: pathOf(collection, id), ...headerOf(ifMatch) };
      await transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/collections/{collection}/items/{id}', { params, signal }), unsure),
      );
    },

    /** Deletes one picture so that the server's files hold nothing of it: it is gone from every answer when this resolves, and erased behind that; `purges.wait` waits for it.
     * @throws ItemChangedError where `ifMatch` is of another state. */
    async purge(collection: string, id: string, { ifMatch, ...options }: Seen = {}): Promise<Purge> {
      const params = { path: pathOf(collection, id), query: { purge: true }, ...headerOf(ifMatch) };
      return transport.call(options, (api, signal) => api.DELETE('/v1/collections/{collection}/items/{id}', { params, signal }));
    },

    /** The same of the items that fit a filter now, and of what earlier deletions of the collection have left.
     * @param request.expected as for `deleteMatching`. @throws ConflictError with UNEXPECTED_COUNT for another number. */
    async purgeMatching(
      collection: string,
      { filter, expected }: { readonly filter: Filter; readonly expected: number | null },
      options: CallOptions = {},
    ): Promise<Purge> {
      const path = { collection: checkCollectionName(collection) };
      const body = { expected, purge: true, filter: filter as components['schemas']['Filter'] };
      const { purge } = await transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/delete-items', { params: { path }, body, signal }),
      );
      // What was asked to purge says so.
      return purge!;
    },

    /** Deletes the items that fit a filter now; more than 1,000 as a job, which `jobs.wait` waits for.
     * @param request.expected how many are meant, null for however many; a `dryRun` counts them. @throws ConflictError with UNEXPECTED_COUNT for another number. */
    async deleteMatching(
      collection: string,
      { filter, ...request }: { readonly filter: Filter; readonly expected?: number | null; readonly dryRun?: boolean },
      options: CallOptions = {},
    ): Promise<DeletedItems> {
      const path = { collection: checkCollectionName(collection) };
      const body = { ...request, filter: filter as components['schemas']['Filter'] };
      const header = onceHeader();
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/delete-items', { params: { path, header }, body, signal }),
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

/** Remembers which state of an item an answer shows. */
function tagged<A extends { readonly data?: Item | undefined; readonly response: Response }>(answer: A): A {
  const tag = answer.response.headers.get('etag');
  if (answer.data && tag !== null) tags.set(answer.data, tag);
  return answer;
}

function headerOf(ifMatch: string | undefined): { header?: { 'If-Match': string } } {
  return ifMatch === undefined ? {} : { header: { 'If-Match': ifMatch } };
}

function itemForm({ label, metadata, id }: NewItem & { readonly id: string }, image: Blob): FormData {
  const form = new FormData();
  form.set('id', id);
  if (label !== undefined) form.set('label', label);
  if (metadata !== undefined) form.set('metadata', JSON.stringify(metadata));
  // Fields first: a server that streams knows them before the picture arrives. Its name would tell where it lay on disk.
  form.set('image', image, 'image');
  return form;
}
