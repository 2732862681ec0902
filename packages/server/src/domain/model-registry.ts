import type { ClassRecord, LabelSetCalibration } from '@supcon/core/artifact';

/** A frozen encoder, as its artifact describes it. */
export interface ModelRecord {
  readonly name: string;
  readonly version: number;
  /** sha256 of the encoder, hex: vectors of different encoders are never compared. Models that differ in their classes alone have the same. */
  readonly encoderHash: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Where its artifact lies, as the adapter that listed it knows it: a folder's path. */
  readonly location: string;
  /** D. */
  readonly embeddingSize: number;
  /** S: pixels of the square that the encoder sees. */
  readonly imageSize: number;
  /** What the encoder computes in; int8 was made by `supcon quantize`. */
  readonly precision: 'float32' | 'int8';
  /** Only of int8: what it lost. */
  readonly quantization?: QuantizationRecord;
  /** Class names [C]. */
  readonly labels: readonly string[];
  /** Logits divided by it give probabilities that mean what they say; 1 where it was never set. */
  readonly temperature: number;
  /** What its label sets keep their promise by; artifacts of earlier versions have none. */
  readonly labelSets?: LabelSetCalibration;
  /** What classes are added and taken out with, and what became of them; artifacts without the statistics for it have none. */
  readonly classes?: ClassRecord;
  readonly recipe: string;
  /** Accuracies by name, as they were measured when it was frozen. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What an encoder in 8 bits was made of, and what it lost beside that on validation pictures. */
export interface QuantizationRecord {
  readonly of: { readonly name: string; readonly version: number };
  readonly images: number;
  /** Share of them that both give the same class. */
  readonly agreement: number;
  /** Mean, between the two embeddings of a picture. */
  readonly cosine: number;
  /** Whether that is inside the artifact's own limit, so that it may serve without being asked for. */
  readonly withinLimit: boolean;
}

/** A name that was given to one version of a model. Keeps the encoder's hash, so that another artifact that is frozen under the same name and version
 * later does not take its place. */
export interface ModelAlias {
  readonly alias: string;
  readonly name: string;
  readonly version: number;
  readonly encoderHash: string;
  /** ISO 8601. */
  readonly setAt: string;
  /** What it stood for before; none where it is new. */
  readonly previous?: ModelTarget;
}

/** A version of a model, and which encoder that is. */
export type ModelTarget = Pick<ModelRecord, 'name' | 'version' | 'encoderHash'>;

/** What models there are, and which of them names stand for. Other processes freeze artifacts and set aliases too, so every call looks anew.
 * A reference is an alias, a model's name (its highest version), `name/version` or an encoder's hash, in this order. */
export interface ModelRegistry {
  /** Every model, newest first. What cannot be read is left out. */
  list(): Promise<readonly ModelRecord[]>;
  /** By name, also those whose model is gone. */
  aliases(): Promise<readonly ModelAlias[]>;
  /** @returns undefined where there is no such model; an alias whose model is gone stands for nothing, and never for another one.
   * @throws ServerError BAD_REQUEST for what cannot be a reference. */
  resolve(reference: string): Promise<ModelRecord | undefined>;
  /** Lets an alias stand for the model that the reference means now, in one step: whoever resolves it sees the old or the new one.
   * @throws ServerError BAD_REQUEST for a name that cannot be an alias or is a model's already; MODEL_NOT_FOUND. */
  setAlias(alias: string, reference: string, now: Date): Promise<ModelAlias>;
  /** @returns whether it was there. @throws ServerError BAD_REQUEST. */
  removeAlias(alias: string): Promise<boolean>;
  /** Deletes the artifact of a model that was listed, whole or not at all. @returns whether it was there. */
  remove(model: ModelRecord): Promise<boolean>;
}
