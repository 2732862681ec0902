import { checkCollectionName, checkItemId } from '../check-id.js';
import { imageBlob, type ImageInput } from '../image-blob.js';
import type { ClassifyResponse, EmbedResponse, SearchResponse } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** Taken by `embed`. */
export interface EmbedOptions extends CallOptions {
  /** Which model is to answer: an alias (`canary`), a model (`photos`) or one of its versions (`photos/2`). Default: the one that serves. */
  readonly model?: string;
}

/** Taken by `classify`. */
export interface ClassifyOptions extends EmbedOptions {
  /** How many classes to return, 1 to 1000. Default 5. */
  readonly topK?: number;
  /** Also return the embedding. Default false. */
  readonly includeEmbedding?: boolean;
  /** How often the label set is to hold the right class, 0.5 to 0.999. Default 0.9. */
  readonly coverage?: number;
  /** Also asks the pictures of this collection that look most like it for their labels. */
  readonly collection?: string;
  /** How many of them, 1 to 1000. Default 5. */
  readonly neighbours?: number;
}

/** What to look for: exactly one of the three. */
export type SearchQuery =
  | { readonly image: ImageInput; readonly k?: number }
  /** [D] as long as the collection's embedding. */
  | { readonly vector: readonly number[] | Float32Array; readonly k?: number }
  /** `excludeSelf` leaves the item itself out of its neighbours; default false. */
  | { readonly itemId: string; readonly k?: number; readonly excludeSelf?: boolean };

/** What the loaded encoder says about a picture. */
export function createRecognise(transport: Transport) {
  return {
    /** What is in this picture? Most probable class first. */
    async classify(
      image: ImageInput,
      { topK, includeEmbedding, coverage, collection, neighbours, model, ...options }: ClassifyOptions = {},
    ): Promise<ClassifyResponse> {
      const upload = await rawBody(image);
      const query = given({
        ...{ topK, includeEmbedding, coverage, neighbours, model },
        collection: collection === undefined ? undefined : checkCollectionName(collection),
      });
      return transport.call(options, (api, signal) => api.POST('/v1/classify', { params: { query }, ...upload, signal }));
    },

    /** The picture's unit-length embedding [D]. */
    async embed(image: ImageInput, { model, ...options }: EmbedOptions = {}): Promise<EmbedResponse> {
      const upload = await rawBody(image);
      return transport.call(options, (api, signal) => api.POST('/v1/embed', { params: { query: given({ model }) }, ...upload, signal }));
    },

    /** What looks like this? Most similar first; k is 10 unless given. */
    async search(collection: string, query: SearchQuery, options: CallOptions = {}): Promise<SearchResponse> {
      const path = { collection: checkCollectionName(collection) };
      const k = query.k === undefined ? {} : { k: query.k };
      if ('image' in query) {
        const upload = await rawBody(query.image);
        return transport.call(options, (api, signal) =>
          api.POST('/v1/collections/{collection}/search', { params: { path, query: k }, ...upload, signal }),
        );
      }
      const body =
        'vector' in query
          ? { vector: Array.from(query.vector), ...k }
          : { itemId: checkItemId(query.itemId), ...k, ...(query.excludeSelf === undefined ? {} : { excludeSelf: query.excludeSelf }) };
      return transport.call(options, (api, signal) => api.POST('/v1/collections/{collection}/search', { params: { path }, body, signal }));
    },
  };
}

/** What `createRecognise` offers. */
export type Recognise = ReturnType<typeof createRecognise>;

/** Without what was not said. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** The picture as the request's body. */
async function rawBody(image: ImageInput) {
  const body = await imageBlob(image);
  return { body, bodySerializer: (blob: unknown) => blob, headers: { 'Content-Type': body.type } };
}
