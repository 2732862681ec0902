import { float32FromBase64 } from '../base64.js';
import { checkCollectionName } from '../check-id.js';
import { filterQuery, type Filter } from '../filter.js';
import type { SupconError } from '../errors.js';
import type { components } from '../generated/schema.js';
import { importBody, type ImportInput } from '../import-body.js';
import { onceHeader } from '../once.js';
import { linesOf } from '../lines-of.js';
import type { Job } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** An item of an export. */
export type ExportedItem = Omit<components['schemas']['ExportedItem'], 'vector'> & {
  /** Unit length [D], where it was asked for. */
  readonly vector?: Float32Array;
};

/** What belongs to an import. */
export interface ImportOptions extends CallOptions {
  /** sha256 of the encoder that made the vectors, as the collection has it. Needed where there are vectors. */
  readonly encoderHash?: string | undefined;
  /** A `.npy` file of NumPy with a row of float32 for each line, instead of vectors in the lines, which are a Blob or bytes then. */
  readonly vectors?: Blob | Uint8Array | undefined;
}

const TRANSFER_MS = 600_000;

/** Many items at once, in and out. */
export function createBulkItems(transport: Transport) {
  /** Sends many items, which a job then adds: `jobs.wait` waits for it, and `jobs.report` says which lines it refused. What comes from a Blob or bytes is sent again where that helps, and imported once; a stream, or items one
   * after the other, cannot be. Default timeout 10 minutes.
   * @param items items one after the other, sent as they come (in Node; browsers send them as a whole), or lines of JSON as `exportItems` writes them. @throws ConflictError for another encoder's vectors. */
  const importItems = async (
    collection: string,
    items: ImportInput,
    { encoderHash, vectors, ...options }: ImportOptions = {},
  ): Promise<Job> => {
    const params = { path: { collection: checkCollectionName(collection) }, query: { encoderHash }, header: onceHeader() };
    let fault: SupconError | undefined;
    const sent = await importBody(items, vectors, (told) => (fault = told));
    return transport.call(
      { timeoutMs: TRANSFER_MS, ...options, ...(sent.duplex === undefined ? {} : { retries: 0, busyMs: 0 }) },
      async (api, signal) => {
        try {
          return await api.POST('/v1/collections/{collection}/import', { params, ...sent, signal });
        } catch (error) {
          throw fault ?? error;
        }
      },
    );
  };
  return {
    import: importItems,

    /** Everything that fits as it is read on the server, in the order in which it was added. The timeout, 10 minutes by default, holds for all of it; what breaks off throws.
     * @param query.vectors with the unit vector [D] of each. */
    async *exportAll(
      collection: string,
      { filter, vectors = false }: { readonly filter?: Filter | undefined; readonly vectors?: boolean | undefined } = {},
      options: CallOptions = {},
    ): AsyncGenerator<ExportedItem, void, undefined> {
      const params = { path: { collection: checkCollectionName(collection) }, query: { vectors, ...filterQuery(filter) } };
      const stream: ReadableStream<Uint8Array> = await transport.call({ timeoutMs: TRANSFER_MS, ...options }, (api, signal) =>
        api.GET('/v1/collections/{collection}/export', { params, parseAs: 'stream', signal }),
      );
      for await (const line of linesOf(stream)) {
        const { vector, ...item } = JSON.parse(line) as components['schemas']['ExportedItem'];
        yield vector === undefined ? item : { ...item, vector: float32FromBase64(vector) };
      }
    },

    /** The vectors of everything that fits as a `.npy` file of NumPy, a row an item in the order of `exportAll`, as it is read on the server. The timeout, 10 minutes by default, holds for all of the stream. */
    async exportVectors(
      collection: string,
      { filter }: { readonly filter?: Filter | undefined } = {},
      options: CallOptions = {},
    ): Promise<ReadableStream<Uint8Array>> {
      const params = { path: { collection: checkCollectionName(collection) }, query: filterQuery(filter) };
      return transport.call({ timeoutMs: TRANSFER_MS, ...options }, (api, signal) =>
        api.GET('/v1/collections/{collection}/export', {
          params,
          headers: { Accept: 'application/x-npy' },
          parseAs: 'stream',
          signal,
        }),
      );
    },
  };
}

/** What `createBulkItems` offers. */
export type BulkItems = ReturnType<typeof createBulkItems>;
