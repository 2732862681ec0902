import type { UnknownAnswer } from '@supcon/core/artifact';
import type { ModelRecord } from './model-registry.js';

/** What a model made of a picture that it classified. */
export interface SeenPicture {
  /** float32 [D], unit length. */
  readonly embedding: Float32Array;
  /** The most probable class, as the model's labels are ordered. */
  readonly label: number;
  /** Its probability, 0..1. */
  readonly confidence: number;
  /** Where the model can tell. */
  readonly unknown?: UnknownAnswer | undefined;
  /** It as it was sent, where the observer wants it. */
  readonly bytes?: Uint8Array | undefined;
}

/** Told of the pictures that models classify. Returns at once and never throws: no request waits for it, or fails because of it. */
export interface DriftObserver {
  /** Whether it makes anything of the pictures themselves. */
  readonly wantsPictures: boolean;
  saw(model: ModelRecord, picture: SeenPicture): void;
}

/** Nobody looks on. */
export const UNOBSERVED: DriftObserver = { wantsPictures: false, saw: () => undefined };
