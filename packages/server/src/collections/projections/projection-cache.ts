import type { Logger } from 'pino';
import type { BlobStore, ListedBlob } from '../../domain/blob-store.js';
import type { CollectionRecord } from '../../domain/item-store.js';
import { decodeProjection, encodeProjection, type KeptProjection, type Projection } from './projection-file.js';
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

/** What a crash broke off is old enough to be nobody's work after so long. */
const UNFINISHED_AFTER_MS = 3_600_000;

/** Names are `<collection's number>/<hash of plan and encoder>/<seq>`: a number is never used again, so no name ever stands for something else. @param now ISO 8601. */
export function createProjectionCache(
  blobs: BlobStore,
  { maxBytes, logger, now }: { readonly maxBytes: number; readonly logger: Logger; readonly now: () => string },
): ProjectionCache {
  const folderOf = ({ number, encoderHash }: CollectionRecord, plan: ProjectionPlan): string => `${number}/${planHash(plan, encoderHash)}`;

  const tidy = async (kept: string, numbers: readonly number[]): Promise<void> => {
    const known = new Set(numbers.map(String));
    const all: ListedBlob[] = [];
    for await (const blob of blobs.list()) all.push(blob);
    const gone = all.filter(({ name }) => !known.has(name.split('/')[0]!) || (isOf(name, kept) && seqOf(name) < seqOf(kept)));
    const left = all.filter((blob) => !gone.includes(blob)).sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt));
    let bytes = 0;
    const over = left.filter(({ name, size }) => (bytes += size) > maxBytes && name !== kept);
    for (const { name } of [...gone, ...over]) await blobs.delete(name);
    await blobs.deleteUnfinished(new Date(Date.parse(now()) - UNFINISHED_AFTER_MS).toISOString());
  };

  return {
    newest: async (record, plan) => {
      const found: string[] = [];
      for await (const { name } of blobs.list(folderOf(record, plan))) found.push(name);
      const name = found.sort((a, b) => seqOf(b) - seqOf(a))[0];
      const blob = name === undefined ? undefined : await blobs.get(name);
      if (!blob) return undefined;
      try {
        return decodeProjection(blob.bytes);
      } catch (error) {
        logger.warn({ err: error, projection: name }, 'a kept projection cannot be read; it is computed anew');
        await blobs.delete(name!);
        return undefined;
      }
    },
    keep: async (record, projection, numbers) => {
      const bytes = encodeProjection(projection);
      const name = `${folderOf(record, projection.description.plan)}/${projection.description.seq}`;
      await blobs.put(name, bytes, { contentType: 'application/octet-stream' });
      await tidy(name, numbers);
      return decodeProjection(bytes);
    },
    drop: (collection) => blobs.deleteAll(String(collection)),
  };
}

function seqOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('/') + 1));
}

function isOf(name: string, kept: string): boolean {
  return name.startsWith(kept.slice(0, kept.lastIndexOf('/') + 1));
}
