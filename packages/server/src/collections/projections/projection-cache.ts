import type { Logger } from 'pino';
import type { BlobStore } from '../../domain/blob-store.js';
import type { CollectionRecord } from '../../domain/item-store.js';
import { decodeColumns } from '../derived/column-file.js';
import { createDerivedFiles } from '../derived/derived-files.js';
import { encodeProjection, type KeptProjection, type Projection, type ProjectionDescription } from './projection-file.js';
import { planHash, type ProjectionPlan } from './projection-plan.js';

/** Pictures that were computed before, the newest of each plan, on disk: what is gone is computed again. */
export interface ProjectionCache {
  newest(record: CollectionRecord, plan: ProjectionPlan): Promise<KeptProjection | undefined>;
  /** Keeps a picture instead of older ones of its plan, and lets go of the oldest of all where they take too much room, and of those of collections that are gone.
   * @param numbers of the collections that there are. */
  keep(record: CollectionRecord, projection: Projection, numbers: readonly number[]): Promise<KeptProjection>;
  /** Lets go of all pictures of a collection. */
  drop(collection: number): Promise<void>;
}

/** @param now ISO 8601. */
export function createProjectionCache(
  blobs: BlobStore,
  options: { readonly maxBytes: number; readonly logger: Logger; readonly now: () => string },
): ProjectionCache {
  const files = createDerivedFiles({ ...options, blobs, decode: decodeColumns<ProjectionDescription> });
  return {
    newest: (record, plan) => files.newest(record.number, planHash(plan, record.encoderHash)),
    keep: (record, projection, numbers) => {
      const { plan, seq } = projection.description;
      return files.keep({ number: record.number, what: planHash(plan, record.encoderHash), seq }, encodeProjection(projection), {
        numbers,
      });
    },
    drop: (collection) => files.drop(collection),
  };
}
