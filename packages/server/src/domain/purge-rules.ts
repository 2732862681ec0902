import { createHash } from 'node:crypto';
import { ServerError } from './errors.js';
import type { StoredItem } from './item-store.js';
import type { NewPurge, PendingPurge } from './purge-store.js';

/** Ids that a receipt names. */
const MOST_IDS = 100;
/** Receipts that are kept. */
export const MOST_RECEIPTS = 100_000;

/** A purge before anything is removed. @param now ISO 8601. */
export function newPurge({ id, what, collection, name, filter }: NewPurge, now: string): PendingPurge {
  const times = { requestedAt: now, removedAt: null, finishedAt: null };
  return { ...{ id, what, collection, name, filter }, ...times, items: 0, ids: [], sha256: '0'.repeat(64), problem: null, heldBy: [] };
}

/** What a receipt says of an item: sha256 over its id, a line feed, its content hash (hex), a line feed, and its vector as little-endian float32.
 * @param vector float32 [D], its bytes. */
export function itemDigest({ id, contentHash }: Pick<StoredItem, 'id' | 'contentHash'>, vector: Uint8Array): Buffer {
  return createHash('sha256').update(`${id}\n${contentHash}\n`).update(vector).digest();
}

/** A purge with one more item: in whatever order they are removed, the receipt is the same. */
export function withRemoved<P extends Pick<PendingPurge, 'items' | 'ids' | 'sha256'>>(
  purge: P,
  item: Pick<StoredItem, 'id' | 'contentHash'>,
  vector: Uint8Array,
): P {
  const digest = itemDigest(item, vector);
  const sum = Buffer.from(purge.sha256, 'hex').map((byte, at) => byte ^ digest[at]!);
  const ids = purge.ids.length < MOST_IDS ? [...purge.ids, item.id] : purge.ids;
  return { ...purge, items: purge.items + 1, ids, sha256: Buffer.from(sum).toString('hex') };
}

/** The number of the purge that a list goes on behind; Infinity at the beginning. @throws ServerError BAD_REQUEST for what no list gave out. */
export function purgeCursor(after: string | undefined): number {
  if (after === undefined) return Infinity;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new ServerError(
    'BAD_REQUEST',
    `after: '${after.slice(0, 40)}' is no cursor; send the 'next' of the page before, or nothing to begin`,
  );
}
