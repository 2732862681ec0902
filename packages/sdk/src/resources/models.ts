import { toBase64 } from '../base64.js';
import { checkAlias, checkModelName, checkModelVersion } from '../check-id.js';
import type { Alias, Model } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';
import { onceHeader } from '../once.js';
import { rawBody, type Archive } from '../raw-body.js';
import { forgiveGone } from './forgive-gone.js';

/** Milliseconds for an archive on its way, where the call does not say. */
const TRANSFER_MS = 600_000;

/** Taken by `models.upload`. */
export interface UploadModelOptions extends CallOptions {
  /** Of the whole archive, in hex: the server refuses another one. */
  readonly sha256?: string | undefined;
}

/** The frozen models on the server's machine, and the names that stand for them. */
export function createModels(transport: Transport) {
  return {
    /** Every model with what was measured when it was frozen; `active` is the one that answers. */
    async list(options: CallOptions = {}): Promise<Model[]> {
      const { models } = await transport.call(options, (api, signal) => api.GET('/v1/models', { signal }));
      return models;
    },

    /** Sends the folder of an artifact as a .tar; it becomes the next version of its name, and serves nobody until an alias says so. A stream goes out as it comes. Never sent again by
     * itself: that would make another version. Default timeout 10 minutes.
     * @param archive a file, bytes, or a stream such as `download` gives. @throws UnprocessableError for what is no whole artifact, ConflictError for one that cannot answer. */
    async upload(archive: Archive, { sha256, ...options }: UploadModelOptions = {}): Promise<Model> {
      const digest = sha256 === undefined ? {} : { 'Content-Digest': `sha-256=:${base64OfHex(sha256)}:` };
      return transport.call({ timeoutMs: TRANSFER_MS, ...options, retries: 0 }, (api, signal) =>
        api.POST('/v1/models', {
          params: { header: digest },
          ...rawBody(archive, 'application/x-tar'),
          signal,
        }),
      );
    },

    /** A model's artifact as a .tar, for `upload` to another server. The timeout, 10 minutes by default, holds for all of the stream. */
    async download(name: string, version: number, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
      const path = { name: checkModelName(name), version: checkModelVersion(version) };
      const stream = await transport.call({ timeoutMs: TRANSFER_MS, ...options }, (api, signal) =>
        api.GET('/v1/models/{name}/{version}/archive', { params: { path }, parseAs: 'stream', signal }),
      );
      return stream;
    },

    /** Deletes a model's artifact, for good. @throws ConflictError where an alias names it or a collection holds its vectors. */
    async delete(name: string, version: number, options: CallOptions = {}): Promise<void> {
      const path = { name: checkModelName(name), version: checkModelVersion(version) };
      return transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/models/{name}/{version}', { params: { path }, signal }), unsure),
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

    /** Lets an alias stand for the model before. Done twice, it stands for what it stood for at first: so the server does it once, however often a call is sent. */
    async rollBackAlias(alias: string, options: CallOptions = {}): Promise<Alias> {
      const path = { alias: checkAlias(alias) };
      const header = onceHeader();
      return transport.call(options, (api, signal) => api.POST('/v1/aliases/{alias}/rollback', { params: { path, header }, signal }));
    },

    /** Removes an alias; no model is touched. */
    async removeAlias(alias: string, options: CallOptions = {}): Promise<void> {
      const path = { alias: checkAlias(alias) };
      return transport.call(options, async (api, signal, unsure) =>
        forgiveGone(await api.DELETE('/v1/aliases/{alias}', { params: { path }, signal }), unsure),
      );
    },
  };
}

function base64OfHex(hex: string): string {
  if (!/^[\da-f]{64}$/i.test(hex)) throw new TypeError(`sha256: 64 hexadecimal digits expected, got '${hex.slice(0, 80)}'`);
  return toBase64(Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16)));
}

/** What `createModels` offers. */
export type Models = ReturnType<typeof createModels>;
