import type { Filter, FilterField, Scalar } from './filter.js';

/** Which encoder made the vectors of a collection. */
export interface VectorSource {
  readonly modelName: string;
  readonly modelVersion: number;
  /** sha256 of encoder.onnx, hex: vectors of different encoders are never compared. */
  readonly encoderHash: string;
  /** D. */
  readonly embeddingSize: number;
}

/** A collection as the store keeps it. */
export interface CollectionRecord extends VectorSource {
  /** Never used again, not even after the collection is deleted; names folders on disk. */
  readonly number: number;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly items: number;
  /** The seq of the last change; 0 when there was none. */
  readonly lastSeq: number;
  /** What was removed up to this seq is to leave no trace; 0 for nothing. */
  readonly erasedSeq: number;
}

/** Which collection is meant: a name, or the record of one, which is not found any more once it was deleted, even if another one has its name. */
export type CollectionRef = string | Pick<CollectionRecord, 'name' | 'number'>;

/** An item before it is stored. */
export interface NewItem {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** sha256 over picture, label and metadata: tells a repeated request from a conflicting one. */
  readonly contentHash: string;
  /** Where its pictures lie in the blob store. */
  readonly blob: string;
  /** Unit float32 [D]. */
  readonly vector: Float32Array;
  /** Which folder it comes from, for whoever keeps a collection like that folder; null for an item that stands for itself. */
  readonly origin: string | null;
  /** ISO 8601. Of an item that is carried over; without it, the time of the commit. */
  readonly createdAt?: string;
  /** The same. */
  readonly updatedAt?: string;
  /** Of an item that is carried over; without it, 1. */
  readonly version?: number;
}

/** The origin of items that were added before origins were written down. */
export const UNRECORDED_ORIGIN = 'unrecorded';

/** An item as the store keeps it. */
export interface StoredItem {
  readonly id: string;
  /** uint32, given by the transaction that added the item and never used again, not even for the same id: what a vector index knows it by. */
  readonly key: number;
  /** 1 when it was added, one more for each patch. */
  readonly version: number;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of what was added; a patch leaves it, so that the request that added an item may be repeated after it. */
  readonly contentHash: string;
  readonly blob: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601: when it was added or last patched. */
  readonly updatedAt: string;
  readonly origin: string | null;
}

/** What is to change. An item that is added under an id that is there with another content replaces that item if both have the same origin, not null.
 * `ifVersion`, `ifKey`: only if the item still has this version, and is the one of this key; otherwise the result is `stale`.
 * `purge`: removes it for a purge of this id, which is begun with it if it is not there (see `PurgeStore`), and with it the copy of a collection that is built aside. */
export type Write =
  | { readonly type: 'add'; readonly item: NewItem; readonly copyOf?: CopiedItem }
  | ({ readonly type: 'patch'; readonly id: string; readonly changes: ItemChanges } & Expectation)
  | ({ readonly type: 'remove'; readonly id: string; readonly purge?: string } & Expectation);

/** Of which item one is a copy: it is added only while that is there, otherwise the result is `missing`. */
export interface CopiedItem {
  /** Its collection's number. */
  readonly collection: number;
  readonly key: number;
}

/** What an item has to be for a write to happen. An id that was given again has another key. */
export interface Expectation {
  readonly ifVersion?: number;
  readonly ifKey?: number;
}

/** Whether an item is not the one that a write is for. */
export function isStale({ ifVersion, ifKey }: Expectation, { version, key }: Pick<StoredItem, 'version' | 'key'>): boolean {
  return (ifVersion !== undefined && ifVersion !== version) || (ifKey !== undefined && ifKey !== key);
}

/** Fields that a patch sets; those left out stay. */
export interface ItemChanges {
  readonly label?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly origin?: string | null;
}

/** `existing`: the id is there with the same content; `conflict`: with another; `stale`: it has another version. None of the three changes anything. */
export type WriteResult =
  | { readonly type: 'added' | 'existing' | 'conflict' | 'patched' | 'removed' | 'stale'; readonly item: StoredItem }
  | { readonly type: 'replaced'; readonly item: StoredItem; readonly previous: StoredItem }
  | { readonly type: 'missing' };

/** One step of a collection's history, as a vector index replays it. A patched item is put again with the key and the vector it had. */
export type Change =
  | {
      readonly type: 'put';
      readonly seq: number;
      readonly key: number;
      readonly id: string;
      /** Unit float32 [D]; of a row that was damaged, whatever lies there. */
      readonly vector: Float32Array;
      readonly label: string | null;
      readonly metadata: Readonly<Record<string, unknown>>;
      /** ISO 8601. */
      readonly createdAt: string;
    }
  | { readonly type: 'remove'; readonly seq: number; readonly key: number };

/** Changes behind a seq, and how the collection stands at the same moment. */
export interface Changes {
  /** In order of seq. */
  readonly changes: readonly Change[];
  readonly items: number;
  /** Of the last change that the collection ever had. */
  readonly lastSeq: number;
  /** Removals up to this seq have been forgotten: a reader that had come less far may keep what was removed, and has to begin at 0. */
  readonly trimmedSeq: number;
}

/** Part of a list, in the order in which items were added. */
export interface ItemPage {
  readonly items: readonly StoredItem[];
  /** Where the next part begins; undefined at the end. Items that are added or removed meanwhile move no other. */
  readonly next: string | undefined;
}

/** How many items have a value. */
export interface FacetCount {
  readonly value: Scalar;
  readonly count: number;
}

/** A second name of a collection. */
export interface AliasRecord {
  readonly alias: string;
  /** Name of the collection. */
  readonly collection: string;
}

/** Which store it is, and what can be of it. */
export interface StoreBounds {
  /** Random, made together with the store: tells one from every other. */
  readonly storeId: string;
  /** ISO 8601. */
  readonly begunAt: string;
  readonly lastNumber: number;
}

/** Changes that were acknowledged and are not there any more: the store was damaged, or an older copy of it was put in its place. */
export interface StoreLoss {
  /** Number of the collection, which may be gone as a whole. */
  readonly collection: number;
  /** Its name when the last of them was acknowledged. */
  readonly name: string;
  /** ISO 8601. */
  readonly foundAt: string;
  /** How many items fewer there are. */
  readonly items: number;
  /** The changes that are missing: from this seq, */
  readonly fromSeq: number;
  /** to this one. Neither they nor the keys of their items are ever given again. */
  readonly toSeq: number;
}

/** The truth about items. What an implementation acknowledges has survived a crash of the process and of the machine.
 *
 * Any number of processes may use the same data: nothing is cached between calls, and each call sees what any of them has committed before it.
 * Key, seq and change of an item are given and written in the transaction that writes the item, so that readers of `changes` miss none.
 * Times come from the caller, as ISO 8601.
 *
 * Every method may throw ServerError STORAGE_FULL or NOT_READY; those that name a collection, COLLECTION_NOT_FOUND. */
export interface ItemStore {
  /** Makes a collection, or finds the one of this name. Names are compared without regard to case.
   * @throws ServerError COLLECTION_CONFLICT if one is there whose name differs in case, or an alias of this name. */
  createCollection(name: string, source: VectorSource, now: string): Promise<{ created: boolean; record: CollectionRecord }>;
  /** By name. */
  collections(): Promise<CollectionRecord[]>;
  collection(name: string): Promise<CollectionRecord | undefined>;
  /** Removes a collection with all its items and aliases. @returns whether it was there. */
  deleteCollection(name: string): Promise<boolean>;
  /** Lets one collection take the place of another, all in one: it gets the other's name, time of creation and aliases, and the other is gone with its
   * items. Happens only if the other has had no change after `lastSeq`. @returns whether it happened. */
  replaceCollection(replacement: CollectionRef, name: string, lastSeq: number): Promise<boolean>;
  /** Lets an alias name a collection, instead of any other that it named before.
   * @throws ServerError COLLECTION_CONFLICT if a collection has this name. */
  setAlias(alias: string, collection: string): Promise<void>;
  /** @returns whether it was there. */
  removeAlias(alias: string): Promise<boolean>;
  /** By alias. */
  aliases(): Promise<AliasRecord[]>;

  /** All writes in one transaction, in order; resolves when it is on disk. Results in the order of the writes. */
  commit(collection: CollectionRef, writes: readonly Write[], now: string): Promise<WriteResult[]>;
  get(collection: CollectionRef, id: string): Promise<StoredItem | undefined>;
  /** Unit float32 [D]. */
  vector(collection: CollectionRef, id: string): Promise<Float32Array | undefined>;
  /** The index keys of all items, ascending, at one moment. */
  keys(collection: CollectionRef): Promise<Uint32Array>;
  /** Unit float32 [D] by index key, in the order asked for; keys that are gone are left out. */
  vectors(collection: CollectionRef, keys: readonly number[]): Promise<{ readonly key: number; readonly vector: Float32Array }[]>;
  /** Items by index key, in the order asked for; keys that are gone are left out. */
  byKeys(collection: CollectionRef, keys: readonly number[]): Promise<StoredItem[]>;
  /** Items in the order in which they were added.
   * @param after `next` of the page before. @throws ServerError BAD_REQUEST for another cursor. */
  list(collection: CollectionRef, query: { readonly filter?: Filter; readonly after?: string; readonly limit: number }): Promise<ItemPage>;
  /** Which items fit a filter. @returns their keys, ascending, and the seq of the last change at the moment at which those fitted. */
  keysMatching(collection: CollectionRef, filter: Filter): Promise<{ readonly keys: Uint32Array; readonly seq: number }>;
  /** How often each value of a field occurs, most frequent first, equal counts by value; an item whose field is a list counts for each different
   * element. */
  facets(
    collection: string,
    query: { readonly field: FilterField; readonly filter?: Filter; readonly limit: number },
  ): Promise<FacetCount[]>;

  /** The changes behind a seq, at most `limit`. An item that was added and removed again appears as its removal only. */
  changes(collection: CollectionRef, afterSeq: number, limit: number): Promise<Changes>;
  /** Forgets removals up to a seq that every index has saved. An index that has not is rebuilt when it asks for more. */
  trim(collection: CollectionRef, seq: number): Promise<void>;
  /** What can be of this store: nothing that is older than `begunAt` (ISO 8601), and no collection with a higher number than `lastNumber`, 0 for none. */
  bounds(): Promise<StoreBounds>;
  /** What was found missing at an opening and was not yet forgotten, oldest first. A collection's is forgotten when it is deleted. */
  losses(): Promise<StoreLoss[]>;
  /** Forgets what was found missing: somebody has dealt with it. @returns how many. */
  forgetLosses(): Promise<number>;
  /** Those of the blobs that an item of any collection has. @param blobs as `StoredItem.blob`, at most 1,000. */
  blobsInUse(blobs: readonly string[]): Promise<string[]>;
  /** A number that is another one whenever any process has committed something. Cheap: meant to be asked several times a second. */
  revision(): Promise<number>;
  /** Waits for open calls, then lets go of the database. */
  close(): Promise<void>;
}
