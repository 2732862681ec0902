import type { BlobStore } from '../../domain/blob-store.js';
import { asideName } from '../../domain/aside-name.js';
import { ServerError } from '../../domain/errors.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { PictureTraces } from '../../domain/picture-traces.js';
import type { PendingPurge, Purge, PurgeHolder, PurgeStore } from '../../domain/purge-store.js';
import type { VectorIndexes } from '../../domain/vector-index.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { originalOf, ownerOfPicture, thumbnailOf } from '../picture-blobs.js';
import { discardAside } from '../reembed-collection.js';
import { removeMatching } from '../items/remove-matching.js';
import { dropOrphanIndexes } from '../sweep-orphans.js';

/** What erasing works on. */
export interface ErasePendingDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly purges: PurgeStore;
  readonly blobs: BlobStore;
  readonly indexes: Pick<VectorIndexes, 'saved' | 'drop'>;
  readonly traces: PictureTraces;
  /** Lets go of what was computed of a collection and is kept elsewhere, by its number. */
  readonly dropDerived: (number: number) => Promise<void>;
  /** What may hold something of a purge and is out of reach. */
  readonly holders: (purge: Purge) => Promise<readonly PurgeHolder[]>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** What is under way, for people. */
export type ErasingStep = 'removing items' | 'deleting pictures' | 'building indexes anew' | 'writing the database anew';

const AT_ONCE = 100;

/** Erases all that is purged and not yet erased, together: however many purges there are, each index and the database are written anew once. May be broken off at any point
 * and begun again; what was asked for meanwhile is for the next time.
 * @returns how many purges were finished. @throws ServerError NOT_READY, STORAGE_FULL, or what failed: the purges say why, and are still pending; the reason of the signal. */
export async function erasePending(
  deps: ErasePendingDeps,
  { signal, tell = () => undefined }: { readonly signal: AbortSignal; readonly tell?: (step: ErasingStep) => void },
): Promise<number> {
  const { purges, now } = deps;
  const asked = await purges.pending();
  try {
    if (asked.some(({ removedAt }) => removedAt === null)) tell('removing items');
    for (const purge of asked) if (purge.removedAt === null) await removeRest(deps, purge, signal);
    const pending = (await purges.pending()).filter(({ id, removedAt }) => removedAt !== null && asked.some((each) => each.id === id));
    if (pending.length === 0) return 0;
    tell('deleting pictures');
    await deletePictures(deps, signal);
    tell('building indexes anew');
    await eraseIndexes(deps, pending, signal);
    tell('writing the database anew');
    await deps.traces.forgetAnswers(await namesOf(deps, pending));
    await deps.traces.scour();
    await scourStore(deps);
    for (const purge of pending) await purges.finish(purge.id, await deps.holders(purge), now());
    return pending.length;
  } catch (error) {
    if (!signal.aborted) {
      const problem = error instanceof ServerError ? error.message : 'something failed that the log of the server tells';
      await purges.failed(
        asked.map(({ id }) => id),
        problem,
      );
    }
    throw error;
  }
}

/** Removes what a purge is for and is there still. @param signal ends it early. */
export async function removeRest(
  deps: Omit<ErasePendingDeps, 'holders' | 'indexes'>,
  purge: PendingPurge,
  signal: AbortSignal,
): Promise<void> {
  const { registry, store, purges, now } = deps;
  const { id, what, name, collection, filter } = purge;
  if (what === 'collection') {
    const there = (await store.collections()).find(({ number }) => number === collection);
    if (there) {
      await forgetTraces(deps, there.number, signal);
      await unlessGone(registry.delete(there.name));
    }
    if (!(await store.collection(name!))) await discardAside(deps, name!);
  } else if (filter !== null) await unlessGone(removeMatching(deps, name!, filter, { signal, purge: id }));
  await purges.removed(id, now());
}

/** A collection that is gone holds nothing to remove. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ServerError && error.code === 'COLLECTION_NOT_FOUND')) throw error;
  });
}

/** Forgets what else is kept of the pictures of a collection, before they are deleted. */
async function forgetTraces(
  { blobs, traces }: Pick<ErasePendingDeps, 'blobs' | 'traces'>,
  number: number,
  signal: AbortSignal,
): Promise<void> {
  if (!(await traces.any())) return;
  const seen = new Set<string>();
  for await (const { name } of blobs.list(String(number))) {
    signal.throwIfAborted();
    const { blob } = ownerOfPicture(name) ?? {};
    if (blob === undefined || seen.has(blob)) continue;
    seen.add(blob);
    await forgetPicture({ blobs, traces }, blob);
  }
}

async function forgetPicture({ blobs, traces }: Pick<ErasePendingDeps, 'blobs' | 'traces'>, blob: string): Promise<void> {
  const [original, thumbnail] = await Promise.all([blobs.get(originalOf(blob)), blobs.get(thumbnailOf(blob))]);
  await traces.forget(original?.bytes, thumbnail?.bytes);
}

async function deletePictures(deps: ErasePendingDeps, signal: AbortSignal): Promise<void> {
  const { purges, blobs, traces, indexes, dropDerived } = deps;
  const areTraced = await traces.any();
  for (;;) {
    signal.throwIfAborted();
    const left = await purges.leftovers(AT_ONCE);
    if (left.length === 0) return;
    for (const blob of left) {
      if (/^\d+$/.test(blob)) {
        await Promise.all([blobs.deleteAll(blob), indexes.drop({ collection: Number(blob) }), dropDerived(Number(blob))]);
        continue;
      }
      if (areTraced) await forgetPicture(deps, blob);
      for (const name of [originalOf(blob), thumbnailOf(blob)]) await blobs.delete(name, { durably: true });
    }
    await purges.dropLeftovers(left);
  }
}

/** Indexes of the collections that something was purged of, of what is being built beside them, and of collections that are gone. */
async function eraseIndexes(
  { registry, store, indexes, dropDerived }: ErasePendingDeps,
  pending: readonly Purge[],
  signal: AbortSignal,
): Promise<void> {
  await dropOrphanIndexes({ store, indexes });
  const all = pending.some(({ name }) => name === null);
  const numbers = new Set(pending.map(({ collection }) => collection));
  const names = new Set(pending.map(({ name }) => name));
  const listed = await registry.list();
  for (const { record, collection } of listed) {
    if (!all && !numbers.has(record.number) && !names.has(record.name)) continue;
    signal.throwIfAborted();
    await dropDerived(record.number);
    await collection.erase(record.erasedSeq);
    // What is being built has no index yet, but at its end: that is opened anew from its rows.
    const aside = await store.collection(asideName(record.name));
    if (aside) await indexes.drop({ collection: aside.number });
  }
}

/** Of the collections that something was purged of, and their aliases. */
async function namesOf({ store }: Pick<ErasePendingDeps, 'store'>, pending: readonly Purge[]): Promise<readonly string[]> {
  const all = pending.some(({ name }) => name === null);
  const records = all ? await store.collections() : [];
  const names = new Set([...pending.flatMap(({ name }) => name ?? []), ...records.map(({ name }) => name)]);
  const aliases = await store.aliases();
  return [...names, ...aliases.flatMap(({ alias, collection }) => (names.has(collection) ? [alias] : []))];
}

/** Writes wait meanwhile, instead of keeping reads waiting behind them. */
async function scourStore({ registry, purges }: Pick<ErasePendingDeps, 'registry' | 'purges'>): Promise<void> {
  const releases = await Promise.all(registry.open.map((collection) => collection.holdWrites()));
  try {
    await purges.scour();
  } finally {
    for (const release of releases) release();
  }
}
