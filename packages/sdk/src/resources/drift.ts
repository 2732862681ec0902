import { checkExampleId } from '../check-id.js';
import type { Drift } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** Which model is asked about. */
export interface DriftOptions extends CallOptions {
  /** An alias, a name, `name/version` or the hash of an encoder. Default: the model that serves. */
  readonly model?: string | undefined;
}

/** Whether what comes in is like what a model was set on, for clients with the role admin. */
export function createDrift(transport: Transport) {
  return {
    /** How what a model has classified of late differs from what it was set on: a verdict and its reasons for embeddings, confidence, unknown pictures and the mix of labels.
     * @throws NotFoundError where there is no such model. */
    async get({ model, ...options }: DriftOptions = {}): Promise<Drift> {
      const query = model === undefined ? {} : { model };
      return transport.call(options, (api, signal) => api.GET('/v1/drift', { params: { query }, signal }));
    },

    /** A small copy of a picture behind an alarm, a JPEG. @param id as `get` names it. @throws NotFoundError where it has left the window. */
    async example(id: string, options: CallOptions = {}): Promise<Blob> {
      const path = { example: checkExampleId(id) };
      return transport.call(options, (api, signal) =>
        api.GET('/v1/drift/examples/{example}', { params: { path }, parseAs: 'blob', signal }),
      );
    },
  };
}

/** What `createDrift` offers. */
export type DriftResource = ReturnType<typeof createDrift>;
