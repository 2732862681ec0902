import type { UnknownAnswer } from '@supcon/core/artifact';
import type { PictureWarning } from '@supcon/core/image';
import type { ReadinessCheck } from '../domain/readiness.js';
import type { Turn } from '../domain/turn.js';
import type { OcclusionMap, OcclusionWishes } from './occlusion-map.js';
import type { Prediction } from '../domain/top-predictions.js';

/** A version of a model. */
export interface ModelRef {
  readonly name: string;
  readonly version: number;
}

/** Which encoder answered, and the alias that led to it, if one did. */
export interface AnsweringModel extends ModelRef {
  readonly alias?: string;
}

/** The classes that hold the right one as often as was asked for, on average over pictures like those of the validation. */
export interface LabelSet {
  /** Most probable first, at least one. */
  readonly labels: readonly string[];
  /** In (0, 1). */
  readonly coverage: number;
}

/** What the encoder says about one picture. */
export interface Recognition {
  readonly model: AnsweringModel;
  /** Of the encoder that answered. */
  readonly encoderHash: string;
  /** float32 [D], unit length. */
  readonly embedding: Float32Array;
  /** Every class, most probable first. */
  readonly predictions: readonly Prediction[];
  /** For the coverage that was asked for; where the model was calibrated. */
  readonly labelSet?: LabelSet;
  /** Whether it is of none of the classes; where the model can tell. */
  readonly unknown?: UnknownAnswer;
  /** Where it speaks for a class; where that was asked for. */
  readonly occlusion?: OcclusionMap;
  /** What is wrong with the picture. */
  readonly warnings: readonly PictureWarning[];
}

/** Where a picture is had from. */
export interface PictureSource {
  /** It as it was sent once. @throws ServerError ITEM_NOT_FOUND and whatever else keeps it from being had. */
  bytes(): Promise<Uint8Array>;
  /** What an encoder has made of it before, float32 [D] of unit length, where that is kept; undefined where it is not. */
  embedding?(encoderHash: string): Promise<Float32Array | undefined>;
}

/** The embedding of one picture. */
export interface EmbeddedPicture {
  /** float32 [D], unit length. */
  readonly embedding: Float32Array;
  /** What is wrong with the picture; nothing where its embedding was kept. */
  readonly warnings: readonly PictureWarning[];
}

/** Answers about several pictures, all of the same encoder. */
export interface Answers<T> {
  readonly model: AnsweringModel;
  /** In the order of the pictures: an answer, or why there is none. */
  readonly results: readonly PromiseSettledResult<T>[];
}

/** How a picture is looked at, for whom and for how long. */
export interface RecogniseOptions extends Pick<Turn, 'client' | 'signal'> {
  /** A reference as `ModelRegistry.resolve` takes it. Default: the model that serves. */
  readonly model?: string | undefined;
  /** How often label sets are to hold the right class, in (0, 1). Default 0.9. */
  readonly coverage?: number;
  /** Also says where the picture speaks for a class, which takes as many encodings as the grid has cells. */
  readonly explain?: OcclusionWishes | undefined;
}

/** Answers "what is this?". */
export interface Recogniser {
  /** @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError NO_MODEL, NOT_READY, TOO_BUSY, of a reference BAD_REQUEST, MODEL_NOT_FOUND, MODEL_UNUSABLE, MODEL_MEMORY_FULL, and of an explanation BAD_REQUEST, CLASS_NOT_FOUND;
   * the reason of the signal. */
  recognise(image: Uint8Array, options?: RecogniseOptions): Promise<Recognition>;
  /** The same of several pictures, by one encoder, also where another one takes over meanwhile; each fails alone.
   * @throws ServerError as `recognise` of a reference; TOO_BUSY, NOT_READY, or the reason of the
   * signal, where for that no picture could be answered. */
  recogniseAll(pictures: readonly PictureSource[], options?: RecogniseOptions): Promise<Answers<Recognition>>;
  /** Embeddings alone: kept ones of the same encoder are taken as they are. @throws as `recogniseAll`. */
  embedAll(pictures: readonly PictureSource[], options?: Omit<RecogniseOptions, 'coverage' | 'explain'>): Promise<Answers<EmbeddedPicture>>;
  readiness(): Promise<readonly ReadinessCheck[]>;
}
