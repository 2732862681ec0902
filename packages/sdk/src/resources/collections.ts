import { checkCollectionName } from '../check-id.js';
import type { Collection } from '../schemas.js';
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
