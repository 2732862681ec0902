import type { Filter } from '../../domain/filter.js';
import type { Purge, PurgePage } from '../../domain/purge-store.js';
import type { WantedTags } from '../items/item-tag.js';

/** Deleting so that nothing is left: items are out of every answer at once, and what the disk holds of them is erased in the background. */
export interface PurgeService {
  /** Purged before, it answers with that purge. @param tags which states of it may be purged; undefined for any. @throws ServerError COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, ITEM_CHANGED, NOT_READY, STORAGE_FULL. */
  item(collection: string, id: string, tags?: WantedTags): Promise<Purge>;
  /** Those that fit a filter now; many of them in the background. Also what earlier deletions of the collection have left, if none fits.
   * @param request.expected how many are meant; null for however many.
   * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, UNEXPECTED_COUNT, NOT_READY, STORAGE_FULL. */
  matching(
    collection: string,
    request: { readonly filter: Filter; readonly expected: number | null | undefined },
  ): Promise<{ readonly matched: number; readonly purge: Purge }>;
  /** Purged before, it answers with that purge. @throws ServerError COLLECTION_NOT_FOUND, NOT_READY, STORAGE_FULL. */
  collection(name: string): Promise<Purge>;
  /** What earlier deletions have left, of everything. */
  deleted(): Promise<Purge>;
  /** @throws ServerError PURGE_NOT_FOUND. */
  get(id: string): Promise<Purge>;
  /** Newest first. @param query.names only of these collections. @throws ServerError BAD_REQUEST for another cursor. */
  list(query: {
    readonly names?: readonly string[] | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<PurgePage>;
}
