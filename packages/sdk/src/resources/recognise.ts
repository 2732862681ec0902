import { float32FromBase64 } from '../base64.js';
import { checkCollectionName, checkItemId } from '../check-id.js';
import { imageBlob, type ImageInput } from '../image-blob.js';
import type { ClassifyBatchResponse, ClassifyResponse, EmbedBatchResponse, EmbedResponse, SearchResponse } from '../schemas.js';
import { sentPictures, type PictureInput } from '../sent-pictures.js';
import type { CallOptions, Transport } from '../transport.js';

/** Taken by `embed` and `embedBatch`. */
export interface EmbedOptions extends CallOptions {
  /** Which model is to answer: an alias (`canary`), a model (`photos`) or one of its versions (`photos/2`). Default: the one that serves. */
  readonly model?: string | undefined;
}

/** Taken by `classify` and `classifyBatch`. */
export interface ClassifyOptions extends EmbedOptions {
  /** How many classes to return, 1 to 1000. Default 5. */
  readonly topK?: number | undefined;
  /** Also return the embedding. Default false. */
  readonly includeEmbedding?: boolean | undefined;
  /** How often the label set is to hold the right class, 0.5 to 0.999. Default 0.9. */
  readonly coverage?: number | undefined;
  /** Also asks the pictures of this collection that look most like it for their labels. */
  readonly collection?: string | undefined;
  /** How many of them, 1 to 1000. Default 5. */
  readonly neighbours?: number | undefined;
  /** Also says where a picture speaks for a class, in `occlusion`: how much less probable the class is once a cell of a grid is covered. Takes as many encodings as there are cells. */
  readonly explain?: 'occlusion' | undefined;
  /** Rows and columns of that grid, 2 to 14. Default 7. */
  readonly explainGrid?: number | undefined;
  /** Of which class. Default the most probable one. */
  readonly explainLabel?: string | undefined;
}

/** What to look for: exactly one of the three. */
export type SearchQuery = { readonly k?: number | undefined } & (
  | { readonly image: ImageInput; readonly vector?: never; readonly itemId?: never }
  /** [D] as long as the collection's embedding. */
  | { readonly vector: readonly number[] | Float32Array; readonly image?: never; readonly itemId?: never }
  /** `excludeSelf` leaves the item itself out of its neighbours; default false. */
  | { readonly itemId: string; readonly excludeSelf?: boolean | undefined; readonly image?: never; readonly vector?: never }
);

/** What the loaded encoder says about a picture. */
export function createRecognise(transport: Transport) {
  return {
    /** What is in this picture? Most probable class first. */
    async classify(image: ImageInput, asked: ClassifyOptions = {}): Promise<ClassifyResponse> {
      const upload = await rawBody(image);
      const { query, options } = classifyQuery(asked);
      return transport.call(options, (api, signal) => api.POST('/v1/classify', { params: { query }, ...upload, signal }));
    },

    /** What is in these pictures? By one model; a picture that cannot be answered has a `problem` in its place. `limits()` says how many a request may have. */
    async classifyBatch(pictures: readonly PictureInput[], asked: ClassifyOptions = {}): Promise<ClassifyBatchResponse> {
      const upload = await sentPictures(pictures, {});
      const { query, options } = classifyQuery(asked);
      const params = { query: { ...query, count: pictures.length } };
      return transport.call(options, (api, signal) => api.POST('/v1/classify/batch', { params, ...upload, signal }));
    },

    /** The picture's unit-length embedding [D]; with `encoding: 'base64'`, which is sent in a quarter of the bytes, as Float32Array. */
    async embed<Encoding extends 'float' | 'base64' = 'float'>(
      image: ImageInput,
      { model, encoding, ...options }: EmbedOptions & { readonly encoding?: Encoding } = {},
    ): Promise<EmbedResponse<Encoding extends 'base64' ? Float32Array : number[]>> {
      const upload = await rawBody(image);
      const query = given({ model, encoding });
      return transport.call(options, async (api, signal) => {
        const answer = await api.POST('/v1/embed', { params: { query }, ...upload, signal });
        // JSON unless something else is asked for; what it holds follows the encoding.
        const data = answer.data;
        return { ...answer, data: data && { ...data, embedding: numbers(data.embedding) } } as never;
      });
    },

    /** The pictures' unit-length embeddings [D], by one model; a picture that has none has a `problem` in its place. */
    async embedBatch(pictures: readonly PictureInput[], { model, ...options }: EmbedOptions = {}): Promise<EmbedBatchResponse> {
      const upload = await sentPictures(pictures, {});
      const params = { query: { ...given({ model }), count: pictures.length, encoding: 'base64' as const } };
      return transport.call(options, async (api, signal) => {
        const answer = await api.POST('/v1/embed/batch', { params, ...upload, signal });
        const data = answer.data;
        const results = data?.results.map((each) => ('problem' in each ? each : { ...each, embedding: numbers(each.embedding) }));
        return { ...answer, data: data && ({ ...data, results } as EmbedBatchResponse) };
      });
    },

    /** What looks like this? Most similar first; k is 10 unless given. */
    async search(collection: string, query: SearchQuery, options: CallOptions = {}): Promise<SearchResponse> {
      const path = { collection: checkCollectionName(collection) };
      const k = query.k === undefined ? {} : { k: query.k };
      if (query.image !== undefined) {
        const upload = await rawBody(query.image);
        return transport.call(options, (api, signal) =>
          api.POST('/v1/collections/{collection}/search', { params: { path, query: k }, ...upload, signal }),
        );
      }
      const body =
        query.vector !== undefined
          ? { vector: Array.from(query.vector), ...k }
          : { itemId: checkItemId(query.itemId), ...k, ...(query.excludeSelf === undefined ? {} : { excludeSelf: query.excludeSelf }) };
      return transport.call(options, (api, signal) => api.POST('/v1/collections/{collection}/search', { params: { path }, body, signal }));
    },
  };
}

/** What `createRecognise` offers. */
export type Recognise = ReturnType<typeof createRecognise>;

/** Options of a classification as a query, and those of the call. */
function classifyQuery(asked: ClassifyOptions) {
  const { topK, includeEmbedding, coverage, collection, neighbours, model, explain, explainGrid, explainLabel, ...options } = asked;
  const query = given({
    ...{ topK, includeEmbedding, coverage, neighbours, model, explain, explainGrid, explainLabel },
    collection: collection === undefined ? undefined : checkCollectionName(collection),
  });
  return { query, options };
}

function numbers(embedding: string | number[]): Float32Array | number[] {
  return typeof embedding === 'string' ? float32FromBase64(embedding) : embedding;
}

/** Without what was not said. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: NonNullable<T[K]> };
}

/** The picture as the request's body. */
async function rawBody(image: ImageInput) {
  const body = await imageBlob(image);
  return { body, bodySerializer: (blob: unknown) => blob, headers: { 'Content-Type': body.type } };
}
