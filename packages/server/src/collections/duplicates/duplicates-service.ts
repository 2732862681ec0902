import type { BlobStore } from '../../domain/blob-store.js';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import type { CollectionRegistry } from '../collection-registry.js';
import type { ItemDescription } from '../collection-service.js';
import { describeItem } from '../describe-item.js';
import { presentRecord, replacedMeanwhile } from '../derived/make-derived.js';
import { pageCursor, placeOf } from '../derived/page-cursor.js';
import { findDuplicates, type FoundDuplicates } from './find-duplicates.js';
import type { DuplicatesPayload } from './plan-duplicates.js';

/** Part of the near-duplicates of a collection. */
export interface DuplicatesPage extends Pick<FoundDuplicates, 'threshold' | 'seq' | 'computedAt'> {
  readonly collection: string;
  /** Items that were compared. */
  readonly of: number;
  /** How many groups there are, and items in them. */
  readonly groupCount: number;
  readonly itemCount: number;
  /** The last change of the collection, and whether it has changed since. */
  readonly lastSeq: number;
  readonly outdated: boolean;
  /** The largest first. A group may go on on the next page, under its number; items that were deleted since are left out. */
  readonly groups: readonly {
    readonly group: number;
    readonly size: number;
    readonly items: readonly (ItemDescription & { readonly similarity: number })[];
  }[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** Near-duplicates of collections: found by jobs, the last of each kept. */
export interface DuplicatesService {
  /** The last that were found. @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND; DUPLICATES_NOT_FOUND where nobody has looked for them. */
  newest(collection: string, page: { readonly after?: string | undefined; readonly limit: number }): Promise<DuplicatesPage>;
  /** Finds those of the present state and keeps them instead of those before. @throws ServerError COLLECTION_NOT_FOUND, BAD_REQUEST, STORAGE_FULL; what aborted the signal. */
  find(
    wanted: DuplicatesPayload,
    options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<Pick<DuplicatesPage, 'groupCount' | 'itemCount' | 'of' | 'seq'>>;
  /** Lets go of those of a collection that is gone. @param number of it. */
  drop(number: number): Promise<void>;
}

/** What it works on. */
export interface DuplicatesServiceDeps {
  readonly registry: () => Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection' | 'changes' | 'byKeys'>;
  /** Holds nothing else. */
  readonly blobs: BlobStore;
  readonly maxItems: number;
  readonly requireRoom: () => Promise<void>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Items on a page at most. */
const MOST_LISTED = 1000;

/** Names are the numbers of collections, which are never used again. */
export function createDuplicatesService({ registry, store, blobs, maxItems, requireRoom, now }: DuplicatesServiceDeps): DuplicatesService {
  const recordOf = (name: string): Promise<CollectionRecord> => presentRecord({ registry: registry(), store }, name);
  const nameOf = (number: number): string => `${number}/groups`;
  return {
    newest: async (name, { after, limit }) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED)
        throw new ServerError('BAD_REQUEST', `limit: expected a whole number from 1 to ${MOST_LISTED}, got ${limit}`);
      const record = await recordOf(name);
      const blob = await blobs.get(nameOf(record.number));
      if (!blob)
        throw new ServerError(
          'DUPLICATES_NOT_FOUND',
          `nobody has looked for near-duplicates in '${record.name}' yet; ask for them with POST /v1/collections/${record.name}/duplicates`,
        );
      const found = JSON.parse(Buffer.from(blob.bytes).toString('utf8')) as FoundDuplicates;
      const begin = placeOf(after, found.seq, 'these near-duplicates');
      const listedGroups = await listGroups(store, record, found, begin, limit);
      const itemCount = countOf(found);
      return {
        ...{ collection: record.name, threshold: found.threshold, of: found.items, computedAt: found.computedAt, seq: found.seq },
        ...{
          groupCount: found.groups.length,
          itemCount,
          lastSeq: Math.max(record.lastSeq, found.seq),
          outdated: found.seq < record.lastSeq,
        },
        groups: listedGroups,
        next: begin + limit < itemCount ? pageCursor(found.seq, begin + limit) : undefined,
      };
    },
    find: async ({ collection, number, threshold }, { signal, onProgress }) => {
      const requireSame = async (): Promise<CollectionRecord> => {
        const record = await recordOf(collection);
        if (record.number !== number) throw replacedMeanwhile(collection);
        return record;
      };
      const record = await requireSame();
      const found = await findDuplicates({ store, record, threshold, maxItems, signal, now, onProgress });
      await requireRoom();
      await requireSame();
      await blobs.put(nameOf(number), Buffer.from(JSON.stringify(found)), { contentType: 'application/octet-stream' });
      return { groupCount: found.groups.length, itemCount: countOf(found), of: found.items, seq: found.seq };
    },
    drop: (number) => blobs.deleteAll(String(number)),
  };
}

function countOf({ groups }: FoundDuplicates): number {
  return groups.reduce((sum, { keys }) => sum + keys.length, 0);
}

/** The items at some places, one group behind the other. */
async function listGroups(
  store: Pick<ItemStore, 'byKeys'>,
  record: CollectionRecord,
  { groups }: FoundDuplicates,
  begin: number,
  limit: number,
): Promise<DuplicatesPage['groups']> {
  const parts: {
    readonly group: number;
    readonly size: number;
    readonly keys: readonly number[];
    readonly similarities: readonly number[];
  }[] = [];
  let place = 0;
  groups.forEach(({ keys, similarities }, group) => {
    const [from, to] = [Math.max(0, begin - place), Math.min(keys.length, begin + limit - place)];
    if (from < to) parts.push({ group, size: keys.length, keys: keys.slice(from, to), similarities: similarities.slice(from, to) });
    place += keys.length;
  });
  const items = await store.byKeys(
    record,
    parts.flatMap(({ keys }) => keys),
  );
  const byKey = new Map(items.map((item) => [item.key, item]));
  return parts
    .map(({ group, size, keys, similarities }) => ({
      ...{ group, size },
      items: keys.flatMap((key, at) => {
        const item = byKey.get(key);
        return item ? [{ ...describeItem(item), similarity: similarities[at]! }] : [];
      }),
    }))
    .filter(({ items: left }) => left.length > 0);
}
