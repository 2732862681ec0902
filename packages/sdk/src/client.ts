import { imageBlob, type ImageInput } from './image-blob.js';
import type {
  ClassifyResponse,
  Collection,
  EmbedResponse,
  Item,
  Model,
  Readiness,
  Run,
  RunMetrics,
  RunSummary,
  SearchResponse,
} from './schemas.js';
import { Transport, type CallOptions, type SupconClientOptions } from './transport.js';

export interface ClassifyOptions extends CallOptions {
  /** How many classes to return, 1 to 1000. Default 5. */
  readonly topK?: number;
  /** Also return the embedding. Default false. */
  readonly includeEmbedding?: boolean;
}

/** What to look for: exactly one of the three. */
export type SearchQuery =
  | { readonly image: ImageInput; readonly k?: number }
  /** [D] as long as the collection's embedding. */
  | { readonly vector: readonly number[] | Float32Array; readonly k?: number }
  /** `excludeSelf` leaves the item itself out of its neighbours; default false. */
  | { readonly itemId: string; readonly k?: number; readonly excludeSelf?: boolean };

/** A picture to keep. */
export interface NewItem {
  readonly image: ImageInput;
  readonly label?: string;
  /** At most 8 KiB as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** One is made up without it. */
  readonly id?: string;
}

/** The typed client of one server. Every method rejects with a SupconError and takes `signal`, `timeoutMs` and `retries`. */
export interface SupconClient {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** What is in this picture? Most probable class first. */
  classify(image: ImageInput, options?: ClassifyOptions): Promise<ClassifyResponse>;
  /** The picture's unit-length embedding [D]. */
  embed(image: ImageInput, options?: CallOptions): Promise<EmbedResponse>;
  /** What looks like this? Most similar first; k is 10 unless given. */
  search(collection: string, query: SearchQuery, options?: CallOptions): Promise<SearchResponse>;
  readonly collections: {
    list(options?: CallOptions): Promise<Collection[]>;
    /** Makes an empty collection, or changes nothing where it is there already. */
    create(name: string, options?: CallOptions): Promise<Collection>;
    /** Deletes a collection and everything in it. */
    delete(name: string, options?: CallOptions): Promise<void>;
  };
  readonly items: {
    /** Resolves once the picture is on disk and searchable. Without an id one is made here, so that a repeated try adds nothing twice. */
    add(collection: string, item: NewItem, options?: CallOptions): Promise<Item>;
    get(collection: string, id: string, options?: CallOptions): Promise<Item>;
    delete(collection: string, id: string, options?: CallOptions): Promise<void>;
    /** A JPEG of at most 256 px. */
    thumbnail(collection: string, id: string, options?: CallOptions): Promise<Blob>;
    /** Its address, for an `<img>`; a server with an API key answers an `<img>` 401. */
    thumbnailUrl(collection: string, id: string): string;
  };
  readonly models: { list(options?: CallOptions): Promise<Model[]> };
  readonly runs: {
    /** Newest first. */
    list(options?: CallOptions): Promise<RunSummary[]>;
    get(id: string, options?: CallOptions): Promise<Run>;
    /** Events behind a byte offset (0: from the start), at most 1 MiB of them; go on from `nextOffset`. */
    metrics(id: string, offset?: number, options?: CallOptions): Promise<RunMetrics>;
    /** Address for an `EventSource`. */
    eventsUrl(id: string, offset?: number): string;
  };
  /** Whether the server can answer, and why not. Resolves for a server that is not ready. */
  ready(options?: CallOptions): Promise<Readiness>;
}

/** @example
 * const supcon = createSupconClient({ baseUrl: 'http://127.0.0.1:8080' });
 * const { predictions } = await supcon.classify(await readFile('photo.jpg')); */
export function createSupconClient(options: SupconClientOptions): SupconClient {
  const transport = new Transport(options);
  const url = (path: string): string => `${transport.baseUrl}${path}`;
  return {
    baseUrl: transport.baseUrl,

    async classify(image, { topK, includeEmbedding, ...call } = {}) {
      const upload = await rawBody(image);
      const query = { ...(topK === undefined ? {} : { topK }), ...(includeEmbedding === undefined ? {} : { includeEmbedding }) };
      return transport.call(call, (api, signal) => api.POST('/v1/classify', { params: { query }, ...upload, signal }));
    },

    async embed(image, call = {}) {
      const upload = await rawBody(image);
      return transport.call(call, (api, signal) => api.POST('/v1/embed', { ...upload, signal }));
    },

    async search(collection, query, call = {}) {
      const path = { collection };
      const k = query.k === undefined ? {} : { k: query.k };
      if ('image' in query) {
        const upload = await rawBody(query.image);
        return transport.call(call, (api, signal) =>
          api.POST('/v1/collections/{collection}/search', { params: { path, query: k }, ...upload, signal }),
        );
      }
      const body =
        'vector' in query
          ? { vector: Array.from(query.vector), ...k }
          : { itemId: query.itemId, ...k, ...(query.excludeSelf === undefined ? {} : { excludeSelf: query.excludeSelf }) };
      return transport.call(call, (api, signal) => api.POST('/v1/collections/{collection}/search', { params: { path }, body, signal }));
    },

    collections: {
      list: async (call = {}) => (await transport.call(call, (api, signal) => api.GET('/v1/collections', { signal }))).collections,
      create: (collection, call = {}) =>
        transport.call(call, (api, signal) => api.PUT('/v1/collections/{collection}', { params: { path: { collection } }, signal })),
      delete: (collection, call = {}) =>
        transport.call(call, async (api, signal, tries) =>
          forgiveGone(await api.DELETE('/v1/collections/{collection}', { params: { path: { collection } }, signal }), tries),
        ),
    },

    items: {
      async add(collection, item, call = {}) {
        const image = await imageBlob(item.image);
        const id = item.id ?? newItemId();
        return transport.call(call, (api, signal) =>
          api.POST('/v1/collections/{collection}/items', {
            params: { path: { collection } },
            body: { image, id },
            bodySerializer: () => itemForm({ ...item, id }, image),
            signal,
          }),
        );
      },
      get: (collection, id, call = {}) =>
        transport.call(call, (api, signal) =>
          api.GET('/v1/collections/{collection}/items/{id}', { params: { path: { collection, id } }, signal }),
        ),
      delete: (collection, id, call = {}) =>
        transport.call(call, async (api, signal, tries) =>
          forgiveGone(await api.DELETE('/v1/collections/{collection}/items/{id}', { params: { path: { collection, id } }, signal }), tries),
        ),
      thumbnail: (collection, id, call = {}) =>
        transport.call(call, (api, signal) =>
          api.GET('/v1/collections/{collection}/items/{id}/thumbnail', {
            params: { path: { collection, id } },
            parseAs: 'blob',
            signal,
          }),
        ),
      thumbnailUrl: (collection, id) => url(`/v1/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}/thumbnail`),
    },

    models: {
      list: async (call = {}) => (await transport.call(call, (api, signal) => api.GET('/v1/models', { signal }))).models,
    },

    runs: {
      list: async (call = {}) => (await transport.call(call, (api, signal) => api.GET('/v1/runs', { signal }))).runs,
      get: (id, call = {}) => transport.call(call, (api, signal) => api.GET('/v1/runs/{id}', { params: { path: { id } }, signal })),
      metrics: (id, offset = 0, call = {}) =>
        transport.call(call, (api, signal) => api.GET('/v1/runs/{id}/metrics', { params: { path: { id }, query: { offset } }, signal })),
      eventsUrl: (id, offset = 0) => url(`/v1/runs/${encodeURIComponent(id)}/events?offset=${offset}`),
    },

    ready: (call = {}) =>
      transport.call(call, async (api, signal) => {
        const { data, error, response } = await api.GET('/readyz', { signal });
        // 503 with a list of checks is an answer, not an error.
        return { data: data ?? (isReadiness(error) ? error : undefined), error, response };
      }),
  };
}

/** The picture as the request's body. */
async function rawBody(image: ImageInput) {
  const body = await imageBlob(image);
  return { body, bodySerializer: (blob: unknown) => blob, headers: { 'Content-Type': body.type } };
}

function itemForm({ label, metadata, id }: NewItem, image: Blob): FormData {
  const form = new FormData();
  if (id !== undefined) form.set('id', id);
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

/** A delete whose first answer was lost finds nothing the second time: that is what was asked for. */
function forgiveGone<A extends { readonly response: Response }>(answer: A, tries: number): A | { response: Response } {
  return tries > 0 && answer.response.status === 404 ? { response: new Response(null, { status: 204 }) } : answer;
}

function isReadiness(body: unknown): body is Readiness {
  return typeof body === 'object' && body !== null && 'checks' in body;
}
