import { checkCollectionName } from '../check-id.js';
import { decodeProjectionColumns, type ProjectionColumns } from '../decode-columns.js';
import type { Collection, CollectionAlias, Job, Projection, ProjectionRequest, ReembedRequest } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** Which picture of a collection, and which part of it. */
export interface ProjectionQuery extends ProjectionRequest {
  /** Items on a page, 1 to 10,000. Default 1,000. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** The searchable sets of pictures. */
export function createCollections(transport: Transport) {
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

    /** The same all at once, as columns of numbers: of 100,000 items some four megabytes. */
    async projectionColumns(name: string, query: ProjectionRequest = {}, options: CallOptions = {}): Promise<ProjectionColumns> {
      const path = { collection: checkCollectionName(name) };
      const bytes = await transport.call(options, (api, signal) =>
        api.GET('/v1/collections/{collection}/projection', {
          params: { path, query: { ...query } },
          headers: { Accept: 'application/vnd.supcon.columns' },
          parseAs: 'arrayBuffer',
          signal,
        }),
      );
      return decodeProjectionColumns(bytes);
    },

    /** Plans that a collection is laid out in the background; `jobs.wait` waits for that, and `projection` gives the picture. Asked again meanwhile, the same job answers. */
    async project(name: string, request: ProjectionRequest, options: CallOptions = {}): Promise<Job> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, (api, signal) =>
        api.POST('/v1/collections/{collection}/projection', { params: { path }, body: { ...request }, signal }),
      );
    },

    /** Deletes a collection and everything in it. */
    async delete(name: string, options: CallOptions = {}): Promise<void> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/collections/{collection}', { params: { path }, signal }), unsure),
      );
    },
  };
}

/** What `createCollections` offers. */
export type Collections = ReturnType<typeof createCollections>;
