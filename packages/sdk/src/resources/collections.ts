import { checkCollectionName } from '../check-id.js';
import type { Collection, Job, ReembedRequest } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** The searchable sets of pictures. */
export function createCollections(transport: Transport) {
  return {
    /** Every collection, by name. */
    async list(options: CallOptions = {}): Promise<Collection[]> {
      const { collections } = await transport.call(options, (api, signal) => api.GET('/v1/collections', { signal }));
      return collections;
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

    /** Deletes a collection and everything in it. */
    async delete(name: string, options: CallOptions = {}): Promise<void> {
      const path = { collection: checkCollectionName(name) };
      return transport.call(options, async (api, signal, tries) =>
        forgiveGone(await api.DELETE('/v1/collections/{collection}', { params: { path }, signal }), tries),
      );
    },
  };
}

/** What `createCollections` offers. */
export type Collections = ReturnType<typeof createCollections>;
