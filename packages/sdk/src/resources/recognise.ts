import { checkList, checkObject, checkVector } from '../check-input.js';
import { float32FromBase64 } from '../base64.js';
import { checkCollectionName, checkItemId } from '../check-id.js';
import type { components } from '../generated/schema.js';
import type { Filter, FilterField } from '../filter.js';
import { imageBlob, type ImageInput } from '../image-blob.js';
import type {
  ClassifyBatchResponse,
  ClassifyResponse,
  EmbedBatchResponse,
  EmbedResponse,
  SearchBatchResponse,
  SearchResponse,
} from '../schemas.js';
import { rawBody } from '../raw-body.js';
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

/** How a search is to go; the API description says more of each. */
export interface SearchWishes {
  /** How many neighbours, 1 to 1,000. Default 10. */
  readonly k?: number | undefined;
  /** Only items that fit. */
  readonly filter?: Filter | undefined;
  /** Leave out what is less similar, -1 to 1. */
  readonly minSimilarity?: number | undefined;
  /** Compare every item that fits. Default false. */
  readonly exact?: boolean | undefined;
  /** Candidates that a graph looks at, at least; 1 to 4,096. */
  readonly ef?: number | undefined;
  /** At most `size` neighbours of one value of a field; default 1. */
  readonly groupBy?: { readonly field: FilterField; readonly size?: number | undefined } | undefined;
  /** Neighbours that are unlike each other: lambda 1 is similarity alone. `k` is at most 100 then. */
  readonly diversity?: { readonly lambda: number } | undefined;
  /** Ids of items that the search is drawn to. */
  readonly like?: readonly string[] | undefined;
  /** Ids of items that it is drawn away from. */
  readonly unlike?: readonly string[] | undefined;
  /** How much query, `like` and `unlike` count, 0 to 10. Default 1, 0.75, 0.15. */
  readonly weights?:
    { readonly query?: number | undefined; readonly like?: number | undefined; readonly unlike?: number | undefined } | undefined;
  /** Leave the items that were asked with out. Default: those of `like` and `unlike`. */
  readonly excludeSelf?: boolean | undefined;
}

/** What to look for by numbers: a vector [D] as long as the collection's embedding, an item, or what `like` says alone. */
export type VectorQuery = SearchWishes &
  (
    | { readonly vector: readonly number[] | Float32Array; readonly itemId?: never; readonly image?: never }
    | { readonly itemId: string; readonly vector?: never; readonly image?: never }
    | { readonly like: readonly string[]; readonly itemId?: never; readonly vector?: never; readonly image?: never }
  );

/** What to look for. */
export type SearchQuery = VectorQuery | (SearchWishes & { readonly image: ImageInput; readonly vector?: never; readonly itemId?: never });

/** What the loaded encoder says about a picture. */
export function createRecognise(transport: Transport) {
  return {
    /** What is in this picture? Most probable class first. */
    async classify(image: ImageInput, asked: ClassifyOptions = {}): Promise<ClassifyResponse> {
      const upload = await pictureBody(image);
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
      const upload = await pictureBody(image);
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
      checkObject('query', query, 'an object such as { image, k: 5 } or { itemId }');
      if (query.image !== undefined) {
        const { image, ...wishes } = query;
        const upload = await searchBody(image, checkedWishes(wishes));
        return transport.call(options, (api, signal) =>
          api.POST('/v1/collections/{collection}/search', { params: { path, ...upload.params }, ...upload.sent, signal }),
        );
      }
      const body = searchRequest(query);
      return transport.call(options, (api, signal) => api.POST('/v1/collections/{collection}/search', { params: { path }, body, signal }));
    },

    /** Several searches in one request, at most 64, answered in order; one that has no answer has a `problem`: `'problem' in result` tells. */
    async searchBatch(collection: string, queries: readonly VectorQuery[], options: CallOptions = {}): Promise<SearchBatchResponse> {
      const path = { collection: checkCollectionName(collection) };
      const body = { searches: checkList('queries', queries, '[{ itemId }]').map(searchRequest) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/search/batch', { params: { path }, body, signal }),
      );
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
async function pictureBody(image: ImageInput) {
  const body = await imageBlob(image);
  return rawBody(body, body.type);
}

/** A picture with wishes: as it is where they are only `k`, as a form otherwise. */
async function searchBody(image: ImageInput, { k, ...wishes }: SearchWishes) {
  if (Object.keys(wishes).length === 0) return { params: { query: given({ k }) }, sent: await pictureBody(image) };
  const blob = await imageBlob(image);
  const search = JSON.stringify({ k, ...wishes });
  const form = (): FormData => {
    const data = new FormData();
    data.set('search', search);
    // Its name would tell where it lay on disk.
    data.set('image', blob, 'image');
    return data;
  };
  return { params: {}, sent: { body: { image: blob, search }, bodySerializer: form } };
}

function searchRequest(query: VectorQuery): components['schemas']['SearchRequest'] {
  const { vector, itemId, ...wishes } = checkObject('query', query, 'an object such as { itemId } or { vector }') as SearchWishes & {
    vector?: readonly number[] | Float32Array;
    itemId?: string;
  };
  return {
    ...(vector === undefined ? {} : { vector: checkVector(vector) }),
    ...(itemId === undefined ? {} : { itemId: checkItemId(itemId) }),
    ...(checkedWishes(wishes) as Omit<components['schemas']['SearchRequest'], 'vector' | 'itemId'>),
  };
}

function checkedWishes({ like, unlike, ...wishes }: SearchWishes): SearchWishes {
  return given({ ...wishes, like: idsOf('like', like), unlike: idsOf('unlike', unlike) });
}

function idsOf(name: string, ids: readonly string[] | undefined): string[] | undefined {
  return ids === undefined ? undefined : checkList(name, ids, "['item-1']").map(checkItemId);
}
