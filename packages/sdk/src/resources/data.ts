import type { DataList } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** The photos on the server's machine that can be trained on. */
export function createData(transport: Transport) {
  return {
    /** By name, counted as far as that is quick; and whether the server is allowed to train. */
    async list(options: CallOptions = {}): Promise<DataList> {
      return transport.call(options, (api, signal) => api.GET('/v1/data', { signal }));
    },
  };
}

/** What `createData` offers. */
export type Data = ReturnType<typeof createData>;
