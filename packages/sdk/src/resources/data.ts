import { checkDataName } from '../check-id.js';
import type { DataCheck, DataList, UploadedData } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { rawBody, type Archive } from '../raw-body.js';
import { forgiveGone } from './forgive-gone.js';

/** Milliseconds for an archive on its way, and for all pictures to be read, where the call does not say. */
const TRANSFER_MS = 3_600_000;
const CHECK_MS = 360_000;

/** The photos on the server's machine that can be trained on. */
export function createData(transport: Transport) {
  return {
    /** By name, counted as far as that is quick; and whether the server is allowed to train. */
    async list(options: CallOptions = {}): Promise<DataList> {
      return transport.call(options, (api, signal) => api.GET('/v1/data', { signal }));
    },

    /** Sends a .zip with a folder of pictures for each class; it becomes `SUPCON_HOME/data/NAME`, whole or not at all. A stream goes out as it comes. Never sent again by itself. Default
     * timeout an hour.
     * @param archive a file, bytes or a stream. @throws ConflictError where the name is taken, UnprocessableError for what is no archive of pictures. */
    async upload(name: string, archive: Archive, options: CallOptions = {}): Promise<UploadedData> {
      const path = { name: checkDataName(name) };
      return transport.call({ timeoutMs: TRANSFER_MS, ...options, retries: 0 }, (api, signal) =>
        api.POST('/v1/data/{name}', {
          params: { path },
          ...rawBody(archive, 'application/zip'),
          signal,
        }),
      );
    },

    /** What to know of photos before they are trained on: broken files, copies, leaks between splits, classes of few pictures. Every picture is read. Default timeout six minutes. */
    async check(name: string, options: CallOptions = {}): Promise<DataCheck> {
      const path = { name: checkDataName(name) };
      return transport.call({ timeoutMs: CHECK_MS, ...options }, (api, signal) =>
        api.GET('/v1/data/{name}/check', { params: { path }, signal }),
      );
    },

    /** Removes photos for good; models that were trained on them stay. @throws ConflictError while a training needs them. */
    async delete(name: string, options: CallOptions = {}): Promise<void> {
      const path = { name: checkDataName(name) };
      return transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/data/{name}', { params: { path }, signal }), unsure),
      );
    },
  };
}

/** What `createData` offers. */
export type Data = ReturnType<typeof createData>;
