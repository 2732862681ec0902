import { CoreError } from '@supcon/core/errors';
import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { Encoder } from '../domain/encoder-leases.js';
import type { CollectionRecord, ItemStore, NewItem, StoredItem, VectorSource } from '../domain/item-store.js';
import type { CollectionRegistry } from './collection-registry.js';
import type { IndexedCollection } from './indexed-collection.js';
import { dropPictures, newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';

/** Items whose vectors are computed and committed together. */
const STEP = 64;
/** Changes since the last pass that are few enough to let writes wait while they are taken in: a second or two of the encoder. */
const FEW = 64;
/** Changes read at once: each comes with its vector. */
const CHANGES = 512;

/** What computing vectors anew needs. */
export interface ReembedDeps {
  readonly registry: CollectionRegistry;
  readonly store: ItemStore;
  readonly blobs: BlobStore;
  readonly encoder: Pick<Encoder, 'encode'>;
  /** Where the encoder's vectors come from. */
  readonly source: VectorSource;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
}

/** What may be left out, and who is told. */
export interface ReembedOptions {
  /** Leaves out items whose picture cannot be read any more, instead of refusing. */
  readonly dropLost: boolean;
  /** Ends the work early; the next time goes on behind it. */
  readonly signal: AbortSignal;
  /** Asked right before the exchange, since the signal may be slow: false ends the work too. */
  readonly isWanted?: () => Promise<boolean>;
  /** Called after each step with how many items have their new vector. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What the collection is called that is built beside another: a name that nobody can give, so that the registry passes it over. */
function asideName(name: string): string {
  return `${name}~reembedded`;
}

/** Computes the vectors of all items of a collection anew, with another encoder, from the pictures that are kept with them. Ids, labels, metadata,
 * origins and times of adding stay. A second collection is built aside and takes the place of the first in one step, with its index open: until then, and after a crash, the first one
 * is as it was, and what was built is gone on with. Items that are added, changed or removed meanwhile come out right.
 * @returns the ids of items that were left out, and whether it was ended early: then nothing has changed yet.
 * @throws ServerError COLLECTION_NOT_FOUND, STORAGE_FULL, and MODEL_MISMATCH when pictures are lost and must not be left out. */
export async function reembedCollection(
  deps: ReembedDeps,
  name: string,
  { dropLost, signal, isWanted, onProgress }: ReembedOptions,
): Promise<{ items: number; lost: readonly string[]; interrupted: boolean }> {
  const { store, registry } = deps;
  const aside = await openAside(deps, name);
  const lost = new Set<string>();
  let opened: IndexedCollection | undefined;
  let release: (() => void) | undefined;
  try {
    for (let seen: { readonly lastSeq: number; readonly number: number; readonly changes: number } | undefined; ;) {
      // Else writes that come as fast as they are taken in would be ahead for ever.
      if (seen && seen.changes <= FEW) release ??= await (await registry.get(name)).holdWrites();
      const before = await store.collection(name);
      if (!before) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}' any more`);
      if (seen && seen.number !== before.number) throw replacedMeanwhile(name);
      const changes = await mirror(deps, { from: before, to: aside, seenUpTo: seen?.lastSeq, lost, signal, onProgress });
      if (signal.aborted) return { items: before.items, lost: [...lost], interrupted: true };
      if (lost.size > 0 && !dropLost) throw picturesLost(name, [...lost]);
      // Its index is there when it takes the place, so that no search has to wait.
      opened ??= await registry.openAside(aside);
      if ((await isWanted?.()) === false) return { items: before.items, lost: [...lost], interrupted: true };
      // Not if something was committed since: then that is caught up with.
      if (await registry.exchange(opened, name, before.lastSeq)) {
        opened = undefined;
        return { items: before.items - lost.size, lost: [...lost], interrupted: false };
      }
      seen = { ...before, changes };
    }
  } finally {
    release?.();
    await opened?.close({ save: false });
  }
}

function replacedMeanwhile(name: string): ServerError {
  return new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted or replaced meanwhile; nothing was changed`);
}

/** Throws away what an interrupted re-embedding has built, if there is any. */
export async function discardAside({ store, blobs }: Pick<ReembedDeps, 'store' | 'blobs'>, name: string): Promise<void> {
  const aside = await store.collection(asideName(name));
  if (!aside) return;
  await store.deleteCollection(aside.name);
  await blobs.deleteAll(String(aside.number));
}

/** What was built of the same encoder is gone on with. */
async function openAside(deps: ReembedDeps, name: string): Promise<CollectionRecord> {
  const { source } = deps;
  const found = await deps.store.collection(asideName(name));
  if (found && found.encoderHash !== source.encoderHash) await discardAside(deps, name);
  return (await deps.store.createCollection(asideName(name), source, deps.now())).record;
}

/** What one pass makes the same, and how far the passes before have come. */
interface Mirror {
  readonly from: CollectionRecord;
  readonly to: CollectionRecord;
  /** `lastSeq` of the pass before; undefined for the first one. */
  readonly seenUpTo: number | undefined;
  /** Ids of items whose pictures are lost; brought up to date. */
  readonly lost: Set<string>;
  readonly signal: AbortSignal;
  readonly onProgress: ReembedOptions['onProgress'];
}

/** Makes one collection hold what another holds, with vectors of its own: all of it first, and then what has changed since.
 * @returns how many items it has looked at. */
async function mirror(deps: ReembedDeps, { from, to, seenUpTo, lost, signal, onProgress }: Mirror): Promise<number> {
  const { store } = deps;
  const since = seenUpTo === undefined ? undefined : await changedSince(store, from, seenUpTo);
  if (since === undefined) {
    let done = 0;
    for await (const items of pages(store, from, signal)) {
      await carryAll(deps, to, items, lost);
      // What is added meanwhile comes on these pages too.
      onProgress((done += items.length), Math.max(done, from.items));
    }
  } else
    for (let begin = 0; begin < since.ids.length && !signal.aborted; begin += STEP) {
      const found = await Promise.all(since.ids.slice(begin, begin + STEP).map((id) => store.get(from, id)));
      await carryAll(
        deps,
        to,
        found.filter((item) => item !== undefined),
        lost,
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
async function carryAll(deps: ReembedDeps, to: CollectionRecord, items: readonly StoredItem[], lost: Set<string>): Promise<void> {
  const { store, now } = deps;
  const present = await Promise.all(items.map(async (item) => ({ item, copy: await store.get(to, item.id) })));
  const outdated = present.filter(({ item, copy }) => copy === undefined || !isCopy(item, copy));
  if (outdated.length > 0) await deps.requireRoom();
  for (const { copy } of outdated) if (copy) await removeCopy(deps, to, copy);
  const made = await Promise.all(outdated.map(({ item }) => carryOver(deps, to, item)));
  const added = made.flatMap((item) => (item ? [{ type: 'add' as const, item }] : []));
  if (added.length > 0) await store.commit(to, added, now());
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

/** @returns undefined if its picture is gone or cannot be decoded. */
async function carryOver({ blobs, encoder }: ReembedDeps, to: CollectionRecord, item: StoredItem): Promise<NewItem | undefined> {
  const [original, thumbnail] = await Promise.all([blobs.get(originalOf(item.blob)), blobs.get(thumbnailOf(item.blob))]);
  if (!original || !thumbnail) return undefined;
  const encoded = await encoder.encode(original.bytes).catch((error: unknown) => {
    if (error instanceof CoreError && (error.code === 'BAD_IMAGE' || error.code === 'IMAGE_TOO_LARGE')) return undefined;
    throw error;
  });
  if (!encoded) return undefined;
  const { id, label, metadata, contentHash, origin, createdAt, updatedAt, version } = item;
  const blob = newPictureBlob(to.number, contentHash);
  await Promise.all([
    blobs.put(originalOf(blob), original.bytes, { contentType: original.contentType }),
    blobs.put(thumbnailOf(blob), thumbnail.bytes, { contentType: thumbnail.contentType }),
  ]);
  return { id, label, metadata, contentHash, origin, createdAt, updatedAt, version, blob, vector: encoded.embedding };
}

async function removeCopy({ store, blobs, now }: ReembedDeps, from: CollectionRecord, copy: StoredItem): Promise<void> {
  await store.commit(from, [{ type: 'remove', id: copy.id }], now());
  await dropPictures(blobs, copy.blob);
}

function isCopy(item: StoredItem, copy: StoredItem): boolean {
  const of = ({ label, metadata, contentHash, origin, createdAt, version }: StoredItem): string =>
    JSON.stringify([label, metadata, contentHash, origin, createdAt, version]);
  return of(item) === of(copy);
}

function picturesLost(name: string, lost: readonly string[]): ServerError {
  const some = lost.slice(0, 5).join(', ') + (lost.length > 5 ? ' and others' : '');
  return new ServerError(
    'MODEL_MISMATCH',
    `collection '${name}': the pictures of ${lost.length} items cannot be read any more (${some}), so they would get no vector of this model; ` +
      'nothing was changed. Delete them, or leave them out (dropLost in the request, --drop-lost at a terminal)',
  );
}
