import type { Filter, FilterField } from '../../domain/filter.js';
import type { FacetCount, ItemChanges } from '../../domain/item-store.js';
import type { ItemDescription } from '../collection-service.js';
import type { ExportedVectors } from './export-vectors.js';
import type { WantedTags } from './item-tag.js';

/** Items on a page at most, in a sample, and values of a facet. */
export const MOST_LISTED = 1000;

/** Which part of a collection is asked for. */
export interface ItemQuery {
  /** All where it is left out. */
  readonly filter?: Filter | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** Part of a list of items, in the order in which they were added. */
export interface ItemList {
  readonly items: readonly ItemDescription[];
  /** Where the next part begins; undefined at the end. */
  readonly next: string | undefined;
}

/** Items drawn at random. */
export interface ItemSample {
  readonly items: readonly ItemDescription[];
  /** How many they were drawn of. */
  readonly of: number;
  readonly seed: number;
}

/** What can be asked of the items of a collection together, and changing one. Each checks what it is given with ServerError BAD_REQUEST, and throws COLLECTION_NOT_FOUND. */
export interface ItemService {
  list(name: string, query: ItemQuery): Promise<ItemList>;
  /** How many items fit. */
  count(name: string, filter: Filter): Promise<number>;
  /** How often each value of a field occurs, most frequent first. */
  facets(
    name: string,
    query: { readonly field: FilterField; readonly filter?: Filter | undefined; readonly limit: number },
  ): Promise<readonly FacetCount[]>;
  /** Items drawn at random; see `sampleItems`. */
  sample(name: string, query: { readonly filter?: Filter | undefined; readonly size: number; readonly seed: number }): Promise<ItemSample>;
  /** Sets label and metadata; what is left out stays. @param tags which states of it may be changed; undefined for any.
   * @throws ServerError ITEM_NOT_FOUND, ITEM_CHANGED, METADATA_TOO_LARGE, NOT_READY, STORAGE_FULL. */
  patch(name: string, id: string, changes: Pick<ItemChanges, 'label' | 'metadata'>, tags?: WantedTags): Promise<ItemDescription>;
  /** Removes every item that fits; see `removeMatching`. @returns how many. */
  removeMatching(
    name: string,
    filter: Filter,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (removed: number) => void },
  ): Promise<number>;
  /** Adds an item by a vector of the collection's encoder, without a picture; see `addVector`. */
  addVector(name: string, item: NewVector): Promise<{ readonly created: boolean; readonly item: ItemDescription }>;
  /** All items that fit, one after the other; see `exportItems`. Fails here where there is no such collection, and later where it goes. */
  export(
    name: string,
    query: { readonly filter?: Filter | undefined; readonly vectors: boolean },
  ): Promise<AsyncIterable<ItemDescription & { readonly vector: Float32Array | undefined }>>;
  /** The vectors of all items that fit now, in the order of `export`; see `exportVectors`. */
  exportVectors(name: string, filter: Filter | undefined): Promise<ExportedVectors>;
  /** Names what the items of a collection are now: another text whenever one is added, changed or deleted, or vectors are exchanged. */
  stateOf(name: string): Promise<string>;
}

/** An item to add by its vector. */
export interface NewVector {
  readonly vector: readonly number[] | Float32Array;
  /** sha256 of the encoder that made it, hex. */
  readonly encoderHash: string;
  readonly label: string | null;
  /** Checked by the use case, as that of a picture. */
  readonly metadata: unknown;
  readonly id?: string | undefined;
}
