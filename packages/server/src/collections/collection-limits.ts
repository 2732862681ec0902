/** How much collections may hold. */
export interface CollectionLimits {
  /** Of an item's metadata, as JSON in UTF-8. */
  readonly metadataBytes: number;
  readonly collections: number;
}

export const DEFAULT_COLLECTION_LIMITS: CollectionLimits = { metadataBytes: 8 * 1024, collections: 32 };
