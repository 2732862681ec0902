import { checkCollectionName } from '../check-id.js';
import { decodePredictionColumns, decodeProjectionColumns, type PredictionColumns, type ProjectionColumns } from '../decode-columns.js';
import type {
  Collection,
  CollectionAlias,
  Duplicate,
  Duplicates,
  DuplicatesRequest,
  Evaluation,
  ItemPrediction,
  Job,
  Predictions,
  PredictRequest,
  Projection,
  ProjectionRequest,
  Purge,
  ReembedRequest,
} from '../schemas.js';
import { onceHeader } from '../once.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** Which picture of a collection, and which part of it. */
export interface ProjectionQuery extends ProjectionRequest {
  /** Items on a page, 1 to 10,000. Default 1,000. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Which predictions of a collection, and which part of them; what is left out excludes none. */
export interface PredictionQuery extends PredictRequest {
  /** The label that was given. */
  readonly label?: string | undefined;
  /** The class that the model says. */
  readonly predicted?: string | undefined;
  readonly correct?: boolean | undefined;
  readonly unknown?: boolean | undefined;
  readonly minConfidence?: number | undefined;
  readonly maxConfidence?: number | undefined;
  /** Default added. */
  readonly sort?: 'added' | 'leastConfident' | 'mostConfident' | 'mostWrong' | undefined;
  /** Items on a page, 1 to 1,000. Default 100. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Items on a page where all are gone through. */
const PAGE = 1000;

/** The searchable sets of pictures. */
export function createCollections(transport: Transport) {
  const columnsAt = async <T>(
    address: '/v1/collections/{collection}/predictions' | '/v1/collections/{collection}/projection',
    name: string,
    // Each address has its own; what is typed is typed by the methods.
    query: ProjectionRequest & PredictRequest,
    options: CallOptions,
    decode: (bytes: ArrayBuffer) => T,
  ): Promise<T> => {
    const params = { path: { collection: checkCollectionName(name) }, query: { ...query } };
    const headers = { Accept: 'application/vnd.supcon.columns' };
    const bytes = await transport.call(options, (api, signal) => api.GET(address, { params, headers, parseAs: 'arrayBuffer', signal }));
    return decode(bytes);
  };
  const predictions = async (name: string, query: PredictionQuery = {}, options: CallOptions = {}): Promise<Predictions> => {
    const params = { path: { collection: checkCollectionName(name) }, query: { ...query } };
    const page = await transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/predictions', { params, signal }));
    // Columns come where they are asked for, and nowhere else.
    return page;
  };
  return {
    /** Every collection, by name. */
    async list(options: CallOptions = {}): Promise<Collection[]> {
      const { collections } = await transport.call(options, (api, signal) => api.GET('/v1/collections', { signal }));
      return collections;
    },

    /** One collection, by its name or an alias. */
    async get(name: string, options: CallOptions = {}): Promise<Collection> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}', { params: { path }, signal }));
    },

    /** Second names of collections, by alias. */
    async aliases(options: CallOptions = {}): Promise<CollectionAlias[]> {
      const { aliases } = await transport.call(options, (api, signal) => api.GET('/v1/collection-aliases', { signal }));
      return aliases;
    },

    /** Lets a name stand for a collection, instead of any other that it stood for before. @throws ConflictError where a collection has that name. */
    async setAlias(alias: string, collection: string, options: CallOptions = {}): Promise<CollectionAlias> {
      const path = { alias: checkCollectionName(alias) };
      const body = { collection: checkCollectionName(collection) };
      return transport.call(options, (api, signal) => api.PUT('/v1/collection-aliases/{alias}', { params: { path }, body, signal }));
    },

    /** Forgets a second name; the collection stays. */
    async removeAlias(alias: string, options: CallOptions = {}): Promise<void> {
      const path = { alias: checkCollectionName(alias) };
      return transport.call(options, async (api, signal, tries) =>
        forgiveGone(await api.DELETE('/v1/collection-aliases/{alias}', { params: { path }, signal }), tries),
      );
    },

    /** Makes an empty collection, or changes nothing where it is there already. */
    async create(name: string, options: CallOptions = {}): Promise<Collection> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) => api.PUT('/v1/collections/{collection}', { params: { path }, signal }));
    },

    /** Plans that all vectors of a collection are computed anew by another model, in the background; `jobs.wait` waits for that. Asked again meanwhile, the same job answers.
     * @param request.model an alias, a model or one of its versions. Default: the one that serves.
     * @throws ConflictError where the collection has that model's vectors already, or is getting another's. */
    async reembed(name: string, request: ReembedRequest = {}, options: CallOptions = {}): Promise<Job> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/reembed', { params: { path }, body: { ...request }, signal }),
      );
    },

    /** Plans that a collection is copied in the background, with all that is in it; `jobs.wait` waits for that. The copy is there once it is whole.
     * @param to a name that no collection has. @throws ConflictError where one has it. */
    async copy(name: string, to: string, options: CallOptions = {}): Promise<Job> {
      const params = { path: { collection: checkCollectionName(name) }, header: onceHeader() };
      const body = { to: checkCollectionName(to) };
      return transport.call(options, (api, signal) => api.POST('/v1/collections/{collection}/copy', { params, body, signal }));
    },

    /** Plans that near-duplicates are looked for in the background; `jobs.wait` waits for that, and `duplicates` gives them. Asked again meanwhile, the same job answers.
     * @param request.threshold least cosine, 0.8 to 1; default 0.95. */
    async findDuplicates(name: string, request: DuplicatesRequest = {}, options: CallOptions = {}): Promise<Job> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/duplicates', { params: { path }, body: { ...request }, signal }),
      );
    },

    /** Groups of near-duplicates that the last search for them found, the largest first, page by page as they are asked for; items that were deleted since are left out.
     * @throws NotFoundError where nobody has looked for them. */
    async *duplicates(name: string, options: CallOptions = {}): AsyncGenerator<readonly Duplicate[], void, undefined> {
      const path = { collection: checkCollectionName(name) };
      let open: { readonly group: number; readonly items: Duplicate[] } | undefined;
      let after: string | undefined;
      do {
        const query = { after, limit: PAGE };
        const page: Duplicates = await transport.call(options, (api, signal) =>
          api.GET('/v1/collections/{collection}/duplicates', { params: { path, query }, signal }),
        );
        for (const { group, items } of page.groups) {
          if (open?.group === group) open.items.push(...items);
          else {
            if (open) yield open.items;
            open = { group, items: [...items] };
          }
        }
        after = page.next;
      } while (after !== undefined);
      if (open) yield open.items;
    },

    /** Where the items of a collection lie in two or three dimensions, in pages; `projectionColumns` is for many.
     * @param query of PCA, the default, what is not there yet is computed; UMAP and t-SNE are asked for with `project` before.
     * @throws NotFoundError where that was not done. */
    async projection(name: string, query: ProjectionQuery = {}, options: CallOptions = {}): Promise<Projection> {
      const path = { collection: checkCollectionName(name) };
      const page = await transport.call(options, (api, signal) =>
        api.GET('/v1/collections/{collection}/projection', { params: { path, query: { ...query } }, signal }),
      );
      // Columns come where they are asked for, and nowhere else.
      return page;
    },

    /** The same all at once, as columns of numbers: of 100,000 items one to two megabytes, compressed. */
    async projectionColumns(name: string, query: ProjectionRequest = {}, options: CallOptions = {}): Promise<ProjectionColumns> {
      return columnsAt('/v1/collections/{collection}/projection', name, query, options, decodeProjectionColumns);
    },

    /** Plans that a collection is laid out in the background; `jobs.wait` waits for that, and `projection` gives the picture. Asked again meanwhile, the same job answers. */
    async project(name: string, request: ProjectionRequest, options: CallOptions = {}): Promise<Job> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/projection', { params: { path }, body: { ...request }, signal }),
      );
    },

    /** Plans that a model classifies every item of a collection in the background; `jobs.wait` waits for that, and `predictions` and `evaluation` give what came of it. Asked again meanwhile, the same job answers.
     * @param request.model an alias, a model or one of its versions. Default: the one that serves. */
    async predict(name: string, request: PredictRequest = {}, options: CallOptions = {}): Promise<Job> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/predictions', { params: { path }, body: { ...request }, signal }),
      );
    },

    /** What a model says of the items of a collection, a page of those that fit; `predictionColumns` is for many. @throws NotFoundError where `predict` was not asked for. */
    predictions,

    /** All of them that fit, page by page as they are asked for: `for await (const { id } of collections.eachPrediction('photos', { correct: false, sort: 'mostWrong' }))`. */
    async *eachPrediction(
      name: string,
      query: Omit<PredictionQuery, 'after'> = {},
      options: CallOptions = {},
    ): AsyncGenerator<ItemPrediction, void, undefined> {
      let after: string | undefined;
      do {
        const page: Predictions = await predictions(name, { limit: PAGE, ...query, ...(after === undefined ? {} : { after }) }, options);
        yield* page.predictions;
        after = page.next;
      } while (after !== undefined);
    },

    /** What a model says of all items at once, as columns of numbers: of 100,000 some four megabytes. */
    async predictionColumns(name: string, query: PredictRequest = {}, options: CallOptions = {}): Promise<PredictionColumns> {
      return columnsAt('/v1/collections/{collection}/predictions', name, query, options, decodePredictionColumns);
    },

    /** How right a model is about a collection, of the predictions that are kept. @throws NotFoundError where `predict` was not asked for. */
    async evaluation(name: string, query: PredictRequest = {}, options: CallOptions = {}): Promise<Evaluation> {
      const params = { path: { collection: checkCollectionName(name) }, query: { ...query } };
      return transport.call(options, (api, signal) => api.GET('/v1/collections/{collection}/evaluation', { params, signal }));
    },

    /** Deletes a collection and everything in it. */
    async delete(name: string, options: CallOptions = {}): Promise<void> {
      const path = { collection: checkCollectionName(name) };
      await transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/collections/{collection}', { params: { path }, signal }), unsure),
      );
    },

    /** Deletes a collection so that the server's files hold nothing of it; `purges.wait` waits for that. */
    async purge(name: string, options: CallOptions = {}): Promise<Purge> {
      const params = { path: { collection: checkCollectionName(name) }, query: { purge: true } };
      return transport.call(options, (api, signal) => api.DELETE('/v1/collections/{collection}', { params, signal }));
    },
  };
}

/** What `createCollections` offers. */
export type Collections = ReturnType<typeof createCollections>;
