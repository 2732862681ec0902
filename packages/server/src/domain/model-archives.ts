import type { Readable } from 'node:stream';
import type { ModelRecord } from './model-registry.js';

/** An artifact that has come in and was verified, and is no model yet. */
export interface StagedModel {
  /** As its manifest says, version included. */
  readonly model: ModelRecord;
  /** Makes it the next version of its name, in one step. @throws ServerError STORAGE_FULL. */
  place(): Promise<ModelRecord>;
  /** Leaves nothing of it; after `place` it does nothing. */
  discard(): Promise<void>;
}

/** An artifact as a tar archive. */
export interface ModelArchive {
  /** Of the whole archive. */
  readonly bytes: number;
  readonly stream: Readable;
}

/** Artifacts as tar archives of their folder, in and out, a piece at a time. */
export interface ModelArchives {
  /** Takes in an archive of one artifact's folder: files of ordinary names and nothing else, as many and as large as its manifest says.
   * @param body is read to its end, or left where it fails.
   * @throws ServerError BAD_ARCHIVE, PAYLOAD_TOO_LARGE, STORAGE_FULL; what reading the body threw. Nothing is left behind then. */
  receive(body: AsyncIterable<Uint8Array>): Promise<StagedModel>;
  /** @throws ServerError MODEL_UNUSABLE for an artifact that is damaged. */
  pack(model: ModelRecord): Promise<ModelArchive>;
}
