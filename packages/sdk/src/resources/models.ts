import { checkAlias, checkModelName, checkModelVersion } from '../check-id.js';
import type { Alias, Model } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { forgiveGone } from './forgive-gone.js';

/** The frozen models on the server's machine, and the names that stand for them. */
export function createModels(transport: Transport) {
  return {
    /** Every model with what was measured when it was frozen; `active` is the one that answers. */
    async list(options: CallOptions = {}): Promise<Model[]> {
      const { models } = await transport.call(options, (api, signal) => api.GET('/v1/models', { signal }));
      return models;
    },

    /** Deletes a model's artifact, for good. @throws ConflictError where an alias names it or a collection holds its vectors. */
    async delete(name: string, version: number, options: CallOptions = {}): Promise<void> {
      const path = { name: checkModelName(name), version: checkModelVersion(version) };
      return transport.call(options, async (api, signal, tries) =>
        forgiveGone(await api.DELETE('/v1/models/{name}/{version}', { params: { path }, signal }), tries),
      );
    },

    /** Names that stand for a model, by name. */
    async aliases(options: CallOptions = {}): Promise<Alias[]> {
      const { aliases } = await transport.call(options, (api, signal) => api.GET('/v1/aliases', { signal }));
      return aliases;
    },

    /** Lets an alias stand for a model; `production` lets it serve, without a failed request.
     * @param model an alias, a model (`photos`) or one of its versions (`photos/2`). */
    async setAlias(alias: string, model: string, options: CallOptions = {}): Promise<Alias> {
      const path = { alias: checkAlias(alias) };
      return transport.call(options, (api, signal) => api.PUT('/v1/aliases/{alias}', { params: { path }, body: { model }, signal }));
    },

    /** Lets an alias stand for the model before. Done twice, it stands for what it stood for at first: so it is never sent again by itself. */
    async rollBackAlias(alias: string, options: Omit<CallOptions, 'retries'> = {}): Promise<Alias> {
      const path = { alias: checkAlias(alias) };
      return transport.call({ ...options, retries: 0 }, (api, signal) =>
        api.POST('/v1/aliases/{alias}/rollback', { params: { path }, signal }),
      );
    },

    /** Removes an alias; no model is touched. */
    async removeAlias(alias: string, options: CallOptions = {}): Promise<void> {
      const path = { alias: checkAlias(alias) };
      return transport.call(options, async (api, signal, tries) =>
        forgiveGone(await api.DELETE('/v1/aliases/{alias}', { params: { path }, signal }), tries),
      );
    },
  };
}

/** What `createModels` offers. */
export type Models = ReturnType<typeof createModels>;
