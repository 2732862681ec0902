import type { Model } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** The frozen models on the server's machine. */
export function createModels(transport: Transport) {
  return {
    /** Every model with what was measured when it was frozen; `active` is the one that answers. */
    async list(options: CallOptions = {}): Promise<Model[]> {
      const { models } = await transport.call(options, (api, signal) => api.GET('/v1/models', { signal }));
      return models;
    },
  };
}

/** What `createModels` offers. */
export type Models = ReturnType<typeof createModels>;
