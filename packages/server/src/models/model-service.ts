import type { EncoderMemory } from '../domain/encoder-leases.js';
import type { ModelArchive } from '../domain/model-archives.js';
import type { QuantizationRecord } from '../domain/model-registry.js';
import type { IncomingModel } from './model-transfer.js';
import type { ModelRef } from './recogniser.js';

/** A frozen encoder, and whether it is the one that answers. */
export interface ModelDescription extends ModelRef {
  readonly active: boolean;
  /** Whether it was frozen after the one that serves, and could. */
  readonly offered: boolean;
  /** By name. */
  readonly aliases: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
  /** D. */
  readonly embeddingSize: number;
  /** S: pixels of the square that the encoder sees. */
  readonly imageSize: number;
  readonly precision: 'float32' | 'int8';
  /** Only of int8: what it was made of, and what it lost. */
  readonly quantization?: QuantizationRecord;
  readonly labels: readonly string[];
  readonly recipe: string;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What its encoder takes, where it is loaded. */
  readonly memory?: EncoderMemory;
}

/** A name that stands for a model. */
export interface AliasDescription {
  readonly alias: string;
  readonly model: ModelRef;
  readonly previous: ModelRef | null;
  /** ISO 8601. */
  readonly setAt: string;
  /** Whether this model serves. */
  readonly active: boolean;
}

/** Which models there are, what they are called, and which one serves. Setting `production` decides that. */
export interface ModelService {
  /** Every frozen encoder on this machine, newest first. */
  list(): Promise<readonly ModelDescription[]>;
  /** By name. */
  aliases(): Promise<readonly AliasDescription[]>;
  /** @param reference as `ModelRegistry.resolve` takes it.
   * @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND, and for `production` MODEL_UNUSABLE, TOO_BUSY, NOT_READY; nothing has changed then. */
  setAlias(alias: string, reference: string): Promise<AliasDescription>;
  /** Lets it stand for what it stood for before. @throws as `setAlias`. */
  rollBackAlias(alias: string): Promise<AliasDescription>;
  /** @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND where there is none, MODEL_IN_USE for `production`. */
  removeAlias(alias: string): Promise<void>;
  /** Deletes an artifact. @throws ServerError MODEL_NOT_FOUND; MODEL_IN_USE where an alias names it, or a collection holds its vectors or is getting them. */
  remove(name: string, version: number): Promise<void>;
  /** Takes in an artifact as the next version of its name; it serves nobody until an alias says so. @throws as `ModelTransfer.receive`. */
  receive(incoming: IncomingModel): Promise<ModelDescription>;
  /** An artifact for another server. @throws as `ModelTransfer.pack`. */
  pack(name: string, version: number): Promise<ModelArchive>;
}
