import type { BlobStore, ListedBlob } from '../domain/blob-store.js';
import type { ItemStore } from '../domain/item-store.js';
import type { VectorIndexes } from '../domain/vector-index.js';
import { ownerOfPicture } from './picture-blobs.js';

/** Pictures younger than this may belong to an item that is just being added, here or in another process: an hour, in milliseconds. */
export const ORPHAN_AGE_MS = 3_600_000;

/** Crashes leave a few at a time. More than this many in collections that exist come of something else, an older database that was restored perhaps, and
 * are left for a person to decide. */
export const MOST_ORPHANS = 1000;

const BATCH = 500;

/** What a sweep found among the pictures. */
export interface SweepReport {
  /** Pictures that no item knows, deleted; `bytes` of them. */
  readonly freed: number;
  readonly bytes: number;
  /** The rest of puts that were broken off, deleted. */
  readonly unfinished: number;
  /** Pictures that no item knows, left because there are more than crashes leave, or because acknowledged items of their collection are missing. */
  readonly spared: number;
  /** Pictures that were there before this store began, or belong to collections that it never made: another store's, left. */
  readonly foreign: number;
}

/** Deletes the pictures of items that were never committed, because the process ended between storing the one and the other, and what is left of
 * collections that were deleted. Nothing else: no picture of an item, none younger than an hour, none of another store, and no file that is no picture
 * of an item. May be broken off and begun again at any point, and run in several processes at once.
 * @param now ISO 8601, by the clock of the blob store within minutes. @param options.tell hears how many pictures have been looked at. */
export async function sweepOrphans(
  { store, blobs }: { readonly store: Pick<ItemStore, 'collections' | 'bounds' | 'blobsInUse' | 'losses'>; readonly blobs: BlobStore },
  now: string,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell?: (looked: number) => void },
): Promise<SweepReport> {
  const before = new Date(Date.parse(now) - ORPHAN_AGE_MS).toISOString();
  const { begunAt, lastNumber } = await store.bounds();
  const existing = new Set((await store.collections()).map(({ number }) => number));
  // Whose items the database has lost: the pictures are all that is left of them.
  const lossy = new Set((await store.losses()).map(({ collection }) => collection));
  const counts = { freed: 0, bytes: 0, foreign: 0 };
  let kept = 0;
  const suspects: ListedBlob[] = [];
  let suspected = 0;
  let looked = 0;
  let batch: { readonly listed: ListedBlob; readonly blob: string; readonly collection: number }[] = [];

  const free = async ({ name, size }: ListedBlob): Promise<void> => {
    await blobs.delete(name);
    counts.freed++;
    counts.bytes += size;
  };
  const judge = async (): Promise<void> => {
    signal.throwIfAborted();
    const used = new Set(await store.blobsInUse([...new Set(batch.map(({ blob }) => blob))]));
    for (const { listed, blob, collection } of batch) {
      if (used.has(blob) || listed.modifiedAt >= before) continue;
      if (listed.modifiedAt < begunAt || collection > lastNumber) counts.foreign++;
      else if (lossy.has(collection)) kept++;
      else if (!existing.has(collection)) await free(listed);
      else if (++suspected <= MOST_ORPHANS) suspects.push(listed);
    }
    tell?.((looked += batch.length));
    batch = [];
  };

  for await (const listed of blobs.list()) {
    const owner = ownerOfPicture(listed.name);
    if (owner) batch.push({ listed, ...owner });
    if (batch.length >= BATCH) await judge();
  }
  await judge();
  const tooMany = suspected > MOST_ORPHANS;
  if (!tooMany)
    for (const suspect of suspects) {
      signal.throwIfAborted();
      await free(suspect);
    }
  return { ...counts, spared: kept + (tooMany ? suspected : 0), unfinished: await blobs.deleteUnfinished(before) };
}

/** Throws away what was saved of the indexes of collections that are gone: a crash came between deleting their rows and that. @returns how many. */
export async function dropOrphanIndexes({
  store,
  indexes,
}: {
  readonly store: Pick<ItemStore, 'collections' | 'bounds'>;
  readonly indexes: Pick<VectorIndexes, 'saved' | 'drop'>;
}): Promise<number> {
  // In this order: what is saved now belongs to a collection that was there before.
  const saved = await indexes.saved();
  const existing = new Set((await store.collections()).map(({ number }) => number));
  const { lastNumber } = await store.bounds();
  const orphans = saved.filter((number) => !existing.has(number) && number <= lastNumber);
  for (const collection of orphans) await indexes.drop({ collection });
  return orphans.length;
}
