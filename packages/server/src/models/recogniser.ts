import type { UnknownAnswer } from '@supcon/core/artifact';
import type { PictureWarning } from '@supcon/core/image';
import type { ReadinessCheck } from '../domain/readiness.js';
import type { Prediction } from './top-predictions.js';

/** A version of a model. */
export interface ModelRef {
  readonly name: string;
  readonly version: number;
}

/** Which encoder answered, and the alias that led to it, if one did. */
export interface AnsweringModel extends ModelRef {
  readonly alias?: string;
}

/** What the encoder says about one picture. */
export interface Recognition {
  readonly model: AnsweringModel;
  /** float32 [D], unit length. */
  readonly embedding: Float32Array;
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  /** Whether it is of none of the classes; where the model can tell. */
  readonly unknown?: UnknownAnswer;
  /** What is wrong with the picture. */
  readonly warnings: readonly PictureWarning[];
}

/** Answers "what is this?". */
export interface Recogniser {
  /** @param options.model a reference as `ModelRegistry.resolve` takes it; default: the model that serves.
   * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError NO_MODEL, NOT_READY, TOO_BUSY, and of a reference BAD_REQUEST, MODEL_NOT_FOUND, MODEL_UNUSABLE. */
  recognise(image: Uint8Array, options?: { readonly model?: string | undefined }): Promise<Recognition>;
  readiness(): Promise<readonly ReadinessCheck[]>;
}
