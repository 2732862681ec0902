import type { PictureWarning } from '@supcon/core/image';
import type { StoreLoss } from '../domain/item-store.js';
import type { AliasRecord } from '../domain/item-store.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import type { Turn } from '../domain/turn.js';
import type { CollectionState } from './collection-state.js';
import type { WantedTags } from './items/item-tag.js';
import type { SearchWishes } from './search/search-wishes.js';
import type { IndexPlan } from '../domain/vector-index.js';

/** What to look for. */
export type SearchQuery =
  /** `known` is what an encoder has made of the picture already: taken where the collection's vectors come from the same one. */
  | {
      readonly image: Uint8Array | (() => Promise<Uint8Array>);
      readonly known?: { readonly encoderHash: string; readonly embedding: Float32Array };
    }
  | { readonly vector: readonly number[] | Float32Array }
  | { readonly itemId: string };

/** An item as it is shown. */
export interface ItemDescription {
  readonly id: string;
  readonly label: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** 1 when it was added, one more for each change. */
  readonly version: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601: when it was added or last changed. */
  readonly updatedAt: string;
  /** Names this state of it; see `itemTag`. */
  readonly tag: string;
}

/** Which encoder made vectors. */
export interface EncoderName {
  readonly name: string;
  readonly version: number;
}

/** A collection as it is shown. */
export interface CollectionDescription {
  readonly name: string;
  /** Other names of it. */
  readonly aliases: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  readonly model: EncoderName;
  /** sha256 of the encoder that its vectors come from, hex. */
  readonly encoderHash: string;
  /** Whether its encoder is there, so that pictures can be added and searched with. */
  readonly usable: boolean;
  /** D. */
  readonly embeddingSize: number;
  readonly items: number;
  readonly index: CollectionState;
  /** Changes that were acknowledged and are missing from the database, oldest first; nothing where all is well. */
  readonly losses: Omit<StoreLoss, 'collection' | 'name'>[];
}

/** What a search found. */
export interface SearchAnswer {
  readonly model: EncoderName;
  /** Whether every vector was compared that fits. */
  readonly exact: boolean;
  readonly plan: IndexPlan;
  /** Candidates that a graph looked at; only where one answered. */
  readonly ef?: number;
  /** Most similar first. */
  readonly neighbours: readonly (ItemDescription & { readonly similarity: number })[];
  /** Share of the ten nearest that the graph was measured to find, 0..1; only where one answered that was measured, with its own ef. */
  readonly recall?: number;
  /** What is wrong with the picture that was asked with, and with the answer. */
  readonly warnings: readonly SearchWarning[];
}

/** Something that whoever searched should know. */
export interface SearchWarning {
  readonly code: PictureWarning['code'] | 'RECALL_BELOW_PROMISE';
  readonly message: string;
}

/** A picture to add. */
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

/** What came of adding a picture. */
export interface AddedItem {
  /** False where the same was there already. */
  readonly created: boolean;
  readonly item: ItemDescription;
  /** What is wrong with the picture; nothing where it was there already and was not decoded. */
  readonly warnings: readonly PictureWarning[];
}

/** A picture that a collection keeps. */
export interface KeptPicture {
  /** Bytes of it. @throws as `bytes`. */
  size(): Promise<number>;
  /** It as it was sent. @throws ServerError ITEM_NOT_FOUND where the collection does not keep it any more, NOT_READY. */
  bytes(): Promise<Uint8Array>;
  /** @returns float32 [D], unit length; undefined where the collection's vectors come from another encoder. */
  embedding(encoderHash: string): Promise<Float32Array | undefined>;
}

/** Collections and their items. Methods that name a collection throw ServerError COLLECTION_NOT_FOUND, those that name an item ITEM_NOT_FOUND. */
export interface CollectionService {
  list(): Promise<readonly CollectionDescription[]>;
  /** @param name of a collection, or an alias of one; so in every method but `create` and `remove`. */
  describe(name: string): Promise<CollectionDescription>;
  /** Second names of collections, by alias. */
  aliases(): Promise<readonly AliasRecord[]>;
  /** Lets an alias name a collection, instead of any other that it named before: one step, between two requests.
   * @throws ServerError COLLECTION_CONFLICT where a collection has this name, TOO_MANY_COLLECTIONS. */
  setAlias(alias: string, name: string): Promise<AliasRecord>;
  /** @throws ServerError COLLECTION_NOT_FOUND where there is no such alias. */
  removeAlias(alias: string): Promise<void>;
  /** Makes a collection for the model that serves, or finds the one of this name.
   * @returns `current`: whether its vectors come from the model that serves. @throws ServerError NO_MODEL, MODEL_MISMATCH if its model is gone. */
  create(name: string): Promise<{ created: boolean; current: boolean; collection: CollectionDescription }>;
  remove(name: string): Promise<void>;
  /** @param query undefined where the wishes alone say what is looked for. */
  search(name: string, query: SearchQuery | undefined, wishes: SearchWishes, turn?: Turn): Promise<SearchAnswer>;
  addItem(name: string, picture: AddedPicture, turn?: Turn): Promise<AddedItem>;
  getItem(name: string, id: string): Promise<ItemDescription>;
  /** @param tags which states of it may be removed; undefined for any. @throws ServerError ITEM_CHANGED. */
  removeItem(name: string, id: string, tags?: WantedTags): Promise<void>;
  thumbnail(name: string, id: string): Promise<{ readonly jpeg: Uint8Array; readonly etag: string }>;
  /** The picture of an item. Nothing of it is read yet. */
  picture(name: string, id: string): Promise<KeptPicture>;
  readiness(): Promise<readonly ReadinessCheck[]>;
}
