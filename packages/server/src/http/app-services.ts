import type { components } from '@supcon/sdk/schema';

type Schemas = components['schemas'];
export type ModelRef = Schemas['ModelRef'];
export type CollectionDescription = Schemas['Collection'];
export type ReadinessCheck = Schemas['ReadinessCheck'];
export type RunSummary = Schemas['RunSummary'];
export type RunDescription = Schemas['Run'];
export type RunMetrics = Schemas['RunMetrics'];

export type SearchQuery =
  | { readonly image: Uint8Array }
  | { readonly vector: readonly number[] | Float32Array }
  | { readonly itemId: string; readonly excludeSelf: boolean };

export interface ItemDescription {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface SearchAnswer {
  readonly model: ModelRef;
  readonly exact: boolean;
  /** Most similar first. */
  readonly neighbours: readonly (ItemDescription & { readonly similarity: number })[];
}

export interface AddedPicture {
  readonly image: Uint8Array;
  readonly label: string | null;
  /** Checked by the use case: a JSON object, not too large, deep or rich in keys. */
  readonly metadata: unknown;
  /** One is given without it. */
  readonly id?: string;
  /** Which folder the picture comes from: it then replaces what came from there under its id. Without it the item stands for itself. */
  readonly origin?: string;
}

/** Collections and their items. Methods that name a collection throw ServerError COLLECTION_NOT_FOUND, those that name an item ITEM_NOT_FOUND. */
export interface CollectionService {
  list(): Promise<readonly CollectionDescription[]>;
  /** Makes a collection for the model that serves, or finds the one of this name.
   * @returns `current`: whether its vectors come from the model that serves. @throws ServerError NO_MODEL, MODEL_MISMATCH if its model is gone. */
  create(name: string): Promise<{ created: boolean; current: boolean; collection: CollectionDescription }>;
  remove(name: string): Promise<void>;
  search(name: string, query: SearchQuery, k: number): Promise<SearchAnswer>;
  addItem(name: string, picture: AddedPicture): Promise<{ created: boolean; item: ItemDescription }>;
  getItem(name: string, id: string): Promise<ItemDescription>;
  removeItem(name: string, id: string): Promise<void>;
  thumbnail(name: string, id: string): Promise<{ readonly jpeg: Uint8Array; readonly etag: string }>;
  readiness(): Promise<readonly ReadinessCheck[]>;
}

/** Trainings as their files tell them; read-only. Methods that name a run throw ServerError RUN_NOT_FOUND. */
export interface RunService {
  list(): Promise<readonly RunSummary[]>;
  get(id: string): Promise<RunDescription>;
  metrics(id: string, offset: number): Promise<RunMetrics>;
  /** Events behind a byte offset, each with the offset behind it, until the run has ended or the signal aborts. */
  follow(id: string, offset: number, signal: AbortSignal): AsyncIterable<{ readonly json: string; readonly nextOffset: number }>;
  /** Whether a run will report nothing more behind this offset. */
  endedAt(id: string, offset: number): Promise<boolean>;
}
