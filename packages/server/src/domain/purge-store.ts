import type { Filter } from './filter.js';

/** What is erased: items, a collection with all that belongs to it, or what deletions of before have left of anything. */
export type PurgedWhat = 'items' | 'collection' | 'deleted';

/** What may hold something of what was erased, out of reach of this home. */
export interface PurgeHolder {
  /** A backup, or what `--begin-anew` has set aside. */
  readonly kind: 'backup' | 'setAside';
  /** For people, without a path. */
  readonly name: string;
  /** ISO 8601; null where nobody knows. */
  readonly writtenAt: string | null;
  /** Whether it was looked up and holds it; false where it may. */
  readonly certain: boolean;
}

/** A purge: what was asked for, how far it has come, and in the end the receipt. Times are ISO 8601 in UTC. */
export interface Purge {
  readonly id: string;
  readonly what: PurgedWhat;
  /** Number and name of the collection; null where it is all of them. */
  readonly collection: number | null;
  readonly name: string | null;
  readonly requestedAt: string;
  /** From then on none of it is in any answer; null before. */
  readonly removedAt: string | null;
  /** From then on no file of the home holds any of it; null before. */
  readonly finishedAt: string | null;
  /** Items that were removed. */
  readonly items: number;
  /** Ids of the first 100 of them. */
  readonly ids: readonly string[];
  /** Hex: the digests of all items, see `itemDigest`, added up bit by bit (XOR); zeros for none. */
  readonly sha256: string;
  /** Why the last attempt to erase failed; null where none did. It is tried again. */
  readonly problem: string | null;
  readonly heldBy: readonly PurgeHolder[];
}

/** One that is not finished. */
export interface PendingPurge extends Purge {
  /** What of the collection is still to be removed; null where it is none, or all. */
  readonly filter: Filter | null;
}

/** What is to be erased. */
export interface NewPurge extends Pick<Purge, 'id' | 'what' | 'collection' | 'name'> {
  readonly filter: Filter | null;
}

/** Purges, newest first. */
export interface PurgePage {
  readonly purges: readonly Purge[];
  /** Where older ones go on; undefined at the end. */
  readonly next: string | undefined;
}

/** What is to be erased of the items of a store, in the same transactions as those: a write `remove` that names a purge counts what it removes to it, and leaves its
 * pictures to be deleted. Every method may throw ServerError STORAGE_FULL or NOT_READY. */
export interface PurgeStore {
  /** Writes down what is to be erased, so that it is finished whatever happens. */
  begin(purge: NewPurge, now: string): Promise<Purge>;
  /** Takes one back that has removed nothing. */
  withdraw(id: string): Promise<void>;
  get(id: string): Promise<Purge | undefined>;
  /** @param query `names`: only of these collections. @throws ServerError BAD_REQUEST for another cursor. */
  list(query: {
    readonly names?: readonly string[] | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<PurgePage>;
  /** Those that are not finished, oldest first. */
  pending(): Promise<PendingPurge[]>;
  /** Says that all is removed that one was for: what it looked for is forgotten. */
  removed(id: string, now: string): Promise<void>;
  /** Pictures of removed items that are to be deleted, as `StoredItem.blob`, and numbers of collections of which everything is. At most `limit`. */
  leftovers(limit: number): Promise<string[]>;
  /** Forgets leftovers that are deleted. */
  dropLeftovers(blobs: readonly string[]): Promise<void>;
  /** Writes down why purges could not be finished yet. */
  failed(ids: readonly string[], problem: string): Promise<void>;
  /** Afterwards no file of the store holds anything of what was deleted before. Reading goes on meanwhile, writing has to wait. */
  scour(): Promise<void>;
  /** Ends a purge: its receipt is kept, the newest 100,000. */
  finish(id: string, heldBy: readonly PurgeHolder[], now: string): Promise<void>;
}
