import type { UnknownAnswer } from '@supcon/core/artifact';
import type { PictureWarning } from '@supcon/core/image';
import type { ReadinessCheck } from '../domain/readiness.js';
import type { Prediction } from './top-predictions.js';

/** Which encoder answered. */
export interface ModelRef {
  readonly name: string;
  readonly version: number;
}

/** What the encoder says about one picture. */
export interface Recognition {
  readonly model: ModelRef;
  /** float32 [D], unit length. */
  readonly embedding: Float32Array;
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  /** Whether it is of none of the classes; where the model can tell. */
  readonly unknown?: UnknownAnswer;
  /** What is wrong with the picture. */
  readonly warnings: readonly PictureWarning[];
}

/** A frozen encoder, and whether it is the one that answers. */
export interface ModelDescription extends ModelRef {
  readonly active: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  /** D. */
  readonly embeddingSize: number;
  /** S: pixels of the square that the encoder sees. */
  readonly imageSize: number;
  readonly precision: 'float32' | 'int8';
  readonly labels: readonly string[];
  readonly recipe: string;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Answers "what is this?". */
export interface Recogniser {
  /** @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError NO_MODEL, NOT_READY, TOO_BUSY. */
  recognise(image: Uint8Array): Promise<Recognition>;
  /** Every frozen encoder on this machine, newest first. */
  models(): Promise<readonly ModelDescription[]>;
  readiness(): Promise<readonly ReadinessCheck[]>;
}
