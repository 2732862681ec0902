import { MOST_RECEIPTS, newPurge, purgeCursor, withRemoved } from '../../domain/purge-rules.js';
import type { NewPurge, PendingPurge, Purge, PurgeStore } from '../../domain/purge-store.js';
import type { StoredItem } from '../../domain/item-store.js';

/** Purges in memory, and what is left to be deleted for them. */
export class MemoryPurges {
  /** Oldest first; `number` as in a database. */
  rows: readonly (PendingPurge & { readonly number: number })[] = [];
  leftovers: readonly string[] = [];
  #next = 1;

  begin(wanted: NewPurge, now: string): void {
    if (this.rows.some(({ id }) => id === wanted.id)) return;
    this.rows = [...this.rows, { ...newPurge(wanted, now), number: this.#next++ }];
  }

  change(id: string, change: (purge: PendingPurge) => Partial<PendingPurge>): void {
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, ...change(row) } : row));
  }

  /** Counts an item that was removed, and leaves its pictures to be deleted. @param vector float32 [D]. */
  count(id: string, item: StoredItem, vector: Float32Array): void {
    this.change(id, (purge) => withRemoved(purge, item, new Uint8Array(vector.slice().buffer)));
    this.leave(item.blob);
  }

  leave(blob: string): void {
    this.leftovers = [...new Set([...this.leftovers, blob])];
  }

  /** The purge that a collection as a whole is being deleted for. */
  ofCollection(number: number): string | undefined {
    return this.rows.find((row) => row.what === 'collection' && row.finishedAt === null && row.collection === number)?.id;
  }
}

/** The port on them. @param erase sets, for the collection of a name and what is built beside it, or all, how far removals are to leave no trace. */
export function memoryPurgeStore(purges: MemoryPurges, erase: (name: string | null) => void): PurgeStore {
  const answer = async <T>(action: () => T): Promise<T> => Promise.resolve(structuredClone(action()));
  const shown = ({ number: _, filter: __, ...purge }: MemoryPurges['rows'][number]): Purge => purge;
  const find = (id: string): Purge | undefined => purges.rows.filter((row) => row.id === id).map(shown)[0];
  return {
    begin: (wanted, now) =>
      answer(() => {
        purges.begin(wanted, now);
        return find(wanted.id)!;
      }),
    withdraw: (id) =>
      answer(() => {
        purges.rows = purges.rows.filter((row) => row.id !== id || row.items > 0 || row.finishedAt !== null);
      }),
    get: (id) => answer(() => find(id)),
    list: ({ names, after, limit }) =>
      answer(() => {
        const below = purgeCursor(after);
        const rows = purges.rows
          .filter((row) => row.number < below && (names === undefined || (row.name !== null && names.includes(row.name))))
          .reverse();
        return { purges: rows.slice(0, limit).map(shown), next: rows.length > limit ? String(rows[limit - 1]!.number) : undefined };
      }),
    pending: () => answer(() => purges.rows.filter((row) => row.finishedAt === null).map(({ number: _, ...purge }) => purge)),
    removed: (id, now) =>
      answer(() => {
        purges.change(id, ({ removedAt }) => ({ filter: null, removedAt: removedAt ?? now }));
        const purge = find(id);
        if (purge && (purge.name !== null || purge.what === 'deleted')) erase(purge.name);
      }),
    leftovers: (limit) => answer(() => purges.leftovers.slice(0, limit)),
    dropLeftovers: (blobs) =>
      answer(() => {
        purges.leftovers = purges.leftovers.filter((blob) => !blobs.includes(blob));
      }),
    failed: (ids, problem) => answer(() => ids.forEach((id) => purges.change(id, () => ({ problem })))),
    scour: () => Promise.resolve(),
    finish: (id, heldBy, now) =>
      answer(() => {
        purges.change(id, ({ finishedAt }) => ({ finishedAt: finishedAt ?? now, heldBy, problem: null }));
        const newest = purges.rows.at(-1 - MOST_RECEIPTS)?.number ?? 0;
        purges.rows = purges.rows.filter(({ number, finishedAt }) => number > newest || finishedAt === null);
      }),
  };
}
