import type { ModelRecord } from './model-registry.js';

/** A class that comes, with what the model's encoder makes of its pictures, or one that goes. */
export type ClassChange =
  | {
      readonly add: string;
      /** float32 [K, D], rows of unit length, K at least 1. */
      readonly embeddings: Float32Array;
      /** float32 [K, C], of the model as it is. */
      readonly logits: Float32Array;
    }
  | { readonly remove: string };

/** Makes models of others whose classes differ, by arithmetic: the encoder stays, and so does the old model. */
export interface ClassEditor {
  /** @param model with `classes`. @param change a label that is not there, or one that is, beside others.
   * @returns the new model: the next version of its name, as far as anybody knows.
   * @throws ServerError MODEL_NOT_FOUND where it is gone, MODEL_UNUSABLE where it is damaged, FIXED_CLASSES where it cannot be changed after all, STORAGE_FULL, NOT_READY. */
  change(model: ModelRecord, change: ClassChange): Promise<ModelRecord>;
  /** Ends it; open calls may reject. */
  close(): Promise<void>;
}
