/** Which encoder made the vectors of a collection. */
export interface VectorSource {
  readonly modelName: string;
  readonly modelVersion: number;
  /** sha256 of encoder.onnx, hex: vectors of different encoders are never compared. */
  readonly encoderHash: string;
  /** D. */
  readonly embeddingSize: number;
}

export interface CollectionRecord extends VectorSource {
  /** Never used again, not even after the collection is deleted; names folders on disk. */
  readonly number: number;
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly items: number;
  /** The seq of the last change; 0 when there was none. */
  readonly lastSeq: number;
}

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
}

export interface StoredItem {
  readonly id: string;
  /** uint32, fresh for every item version and never used again: what the vector index knows it by. */
  readonly key: number;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly contentHash: string;
  readonly blob: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export type Write = { readonly type: 'add'; readonly item: NewItem } | { readonly type: 'remove'; readonly id: string };

/** `existing`: the id is there with the same content; `conflict`: with another. Neither changes anything. */
export type WriteResult =
  { readonly type: 'added' | 'existing' | 'conflict' | 'removed'; readonly item: StoredItem } | { readonly type: 'missing' };

/** One step of a collection's history, as a vector index replays it. `vector` is null where a key was removed. */
export interface Change {
  readonly seq: number;
  readonly key: number;
  readonly vector: Float32Array | null;
}

/** The truth about items. What an implementation acknowledges has survived a crash of the process and of the machine.
 * Every method may throw ServerError STORAGE_FULL or NOT_READY; those that name a collection, COLLECTION_NOT_FOUND. */
export interface ItemStore {
  /** Makes a collection, or finds the one of this name. Names are compared without regard to case.
   * @throws ServerError COLLECTION_CONFLICT if one is there whose name differs in case. */
  createCollection(name: string, source: VectorSource): Promise<{ created: boolean; record: CollectionRecord }>;
  /** By name. */
  collections(): Promise<CollectionRecord[]>;
  collection(name: string): Promise<CollectionRecord | undefined>;
  /** Removes a collection with all its items. @returns whether it was there. */
  deleteCollection(name: string): Promise<boolean>;
  /** All writes in one transaction, in order; resolves when it is on disk. Results in the order of the writes. */
  commit(collection: string, writes: readonly Write[]): Promise<WriteResult[]>;
  get(collection: string, id: string): Promise<StoredItem | undefined>;
  /** Unit float32 [D]. */
  vector(collection: string, id: string): Promise<Float32Array | undefined>;
  /** Items by index key, in the order asked for; keys that are gone are left out. */
  byKeys(collection: string, keys: readonly number[]): Promise<StoredItem[]>;
  /** The changes behind a seq in order, at most `limit`. An item that was added and removed again appears as its removal only. */
  changes(collection: string, afterSeq: number, limit: number): Promise<Change[]>;
  /** Waits for open calls, then lets go of the database. */
  close(): Promise<void>;
}
