import type { BlobStore } from '../domain/blob-store.js';
import type { CollectionRecord, ItemStore, NewItem, StoredItem } from '../domain/item-store.js';
import { dropPictures } from './picture-blobs.js';

/** Items that are carried over and committed together. */
const STEP = 64;
/** Changes since the last pass that are few enough to let writes wait while they are taken in: a second or two of an encoder. */
export const FEW = 64;
/** Changes read at once: each comes with its vector. */
const CHANGES = 512;

/** What mirroring needs. */
export interface MirrorDeps {
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  /** Makes an item of the mirror of one of the original, with its pictures. @returns undefined where that cannot be. */
  readonly carry: (to: CollectionRecord, item: StoredItem) => Promise<NewItem | undefined>;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
}

/** What one pass makes the same, and how far the passes before have come. */
export interface Mirror {
  readonly from: CollectionRecord;
  readonly to: CollectionRecord;
  /** `lastSeq` of the pass before; undefined for the first one. */
  readonly seenUpTo: number | undefined;
  /** Ids of items that could not be carried over; brought up to date. */
  readonly lost: Set<string>;
  readonly signal: AbortSignal;
  /** Called after each step with how many items are mirrored. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Makes one collection hold what another holds: all of it first, and then what has changed since.
 * @returns how many items it has looked at. */
export async function mirror(deps: MirrorDeps, { from, to, seenUpTo, lost, signal, onProgress }: Mirror): Promise<number> {
  const { store } = deps;
  const since = seenUpTo === undefined ? undefined : await changedSince(store, from, seenUpTo);
  if (since === undefined) {
    let done = 0;
    for await (const items of pages(store, from, signal)) {
      await carryAll(deps, { from, to, lost }, items);
      // What is added meanwhile comes on these pages too.
      onProgress((done += items.length), Math.max(done, from.items));
    }
  } else
    for (let begin = 0; begin < since.ids.length && !signal.aborted; begin += STEP) {
      const found = await Promise.all(since.ids.slice(begin, begin + STEP).map((id) => store.get(from, id)));
      await carryAll(
        deps,
        { from, to, lost },
        found.filter((item) => item !== undefined),
      );
    }
  const changes = since?.ids.length ?? from.items;
  if (since?.removals === false) return changes;
  for (const id of lost) if (!(await store.get(from, id))) lost.delete(id);
  for await (const copies of pages(store, to, signal))
    for (const copy of copies) if (!(await store.get(from, copy.id))) await removeCopy(deps, to, copy);
  return changes;
}

/** @returns ids that were added or changed behind a seq, and whether any were removed; undefined where removals have been forgotten. */
async function changedSince(
  store: ItemStore,
  from: CollectionRecord,
  seq: number,
): Promise<{ readonly ids: readonly string[]; readonly removals: boolean } | undefined> {
  const ids = new Set<string>();
  let removals = false;
  for (let after = seq; ;) {
    const { changes, trimmedSeq } = await store.changes(from, after, CHANGES);
    if (trimmedSeq > seq) return undefined;
    for (const change of changes) {
      if (change.type === 'put') ids.add(change.id);
      else removals = true;
    }
    if (changes.length < CHANGES) return { ids: [...ids], removals };
    after = changes.at(-1)!.seq;
  }
}

/** Makes copies of those items that have none, or an outdated one. */
async function carryAll(
  deps: MirrorDeps,
  { from, to, lost }: Pick<Mirror, 'from' | 'to' | 'lost'>,
  items: readonly StoredItem[],
): Promise<void> {
  const { store, now } = deps;
  const present = await Promise.all(items.map(async (item) => ({ item, copy: await store.get(to, item.id) })));
  const outdated = present.filter(({ item, copy }) => copy === undefined || !isCopy(item, copy));
  if (outdated.length > 0) await deps.requireRoom();
  for (const { copy } of outdated) if (copy) await removeCopy(deps, to, copy);
  const made = await Promise.all(outdated.map(({ item }) => deps.carry(to, item)));
  const added = made.flatMap((item, at) =>
    item ? [{ type: 'add' as const, item, copyOf: { collection: from.number, key: outdated[at]!.item.key } }] : [],
  );
  const results = added.length > 0 ? await store.commit(to, added, now()) : [];
  // Removed meanwhile, perhaps for good: then nothing of it may come back.
  for (const [at, { item }] of added.entries()) if (results[at]!.type === 'missing') await dropPictures(deps.blobs, item.blob);
  for (const [at, { item }] of outdated.entries()) {
    if (made[at]) lost.delete(item.id);
    else lost.add(item.id);
  }
}

async function* pages(store: ItemStore, collection: CollectionRecord, signal: AbortSignal): AsyncIterable<readonly StoredItem[]> {
  for (let after: string | undefined; !signal.aborted;) {
    const page = await store.list(collection, { limit: STEP, ...(after === undefined ? {} : { after }) });
    if (page.items.length > 0) yield page.items;
    if (page.next === undefined) return;
    after = page.next;
  }
}

async function removeCopy({ store, blobs, now }: MirrorDeps, from: CollectionRecord, copy: StoredItem): Promise<void> {
  await store.commit(from, [{ type: 'remove', id: copy.id }], now());
  await dropPictures(blobs, copy.blob);
}

function isCopy(item: StoredItem, copy: StoredItem): boolean {
  const of = ({ label, metadata, contentHash, origin, createdAt, version }: StoredItem): string =>
    JSON.stringify([label, metadata, contentHash, origin, createdAt, version]);
  return of(item) === of(copy);
}
