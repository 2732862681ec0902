import type { GoldenAnswers, GoldenRecord, UnknownAnswer } from '@supcon/core/artifact';
import type { PictureWarning } from '@supcon/core/image';
import type { ModelRecord } from './model-registry.js';
import type { Turn } from './turn.js';

/** What an encoder makes of one picture. */
export interface EncodedImage {
  /** Unit float32 [D]. */
  readonly embedding: Float32Array;
  /** float32 [C]. */
  readonly logits: Float32Array;
  /** Whether it is of none of the model's classes: where that was asked for, and the model has thresholds to judge by. */
  readonly unknown?: UnknownAnswer;
  /** What is wrong with a picture that was encoded all the same; most often nothing. */
  readonly warnings: readonly PictureWarning[];
}

/** Drawn pictures, and what the encoder answered to them when it was frozen. */
export interface GoldenTest {
  readonly record: GoldenRecord;
  readonly answers: GoldenAnswers;
}

/** From the bytes of a picture to embedding and logits. */
export interface Encoder {
  readonly status: 'starting' | 'ready' | 'failed' | 'closed';
  /** What it can be tested by; artifacts of earlier versions have nothing. */
  readonly golden?: GoldenTest | undefined;
  /** @param bytes an encoded picture.  @param options.judge whether to tell unknown pictures too, which takes milliseconds; default false.
   * @param options.signal gives up what has not been done when it aborts.
   * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError TOO_BUSY, NOT_READY; the reason of the signal. */
  encode(bytes: Uint8Array, options?: EncodeOptions): Promise<EncodedImage>;
  /** Several pictures together: they are decoded one by one, so that a bad one fails alone, and then wait for the encoder side by side, so that they fill its batches.
   * @param pictures each is fetched once. @returns as many outcomes in their order; a rejection has what `encode` throws, or what fetching threw. */
  encodeAll(
    pictures: readonly (() => Promise<Uint8Array>)[],
    options?: EncodeOptions,
  ): Promise<readonly PromiseSettledResult<EncodedImage>[]>;
  /** Encodes a picture G² times, each time with another cell of a grid grey; in the background, a batch at a time. @throws as `encode`. */
  occlude(bytes: Uint8Array, options: OccludeOptions): Promise<OccludedPicture>;
}

/** A picture of which one cell of a grid was covered at a time. */
export interface OccludedPicture {
  /** Of each cell, row by row, float32 [C]. */
  readonly logits: readonly Float32Array[];
  /** Of the whole picture, upright, pixels. */
  readonly width: number;
  readonly height: number;
}

/** How a picture is covered. */
export interface OccludeOptions extends Pick<Turn, 'client' | 'signal'> {
  /** G: rows and columns of the grid over the square that the encoder sees. */
  readonly grid: number;
}

/** What is wanted of one picture, by whom and for how long. */
export interface EncodeOptions extends Turn {
  readonly judge?: boolean;
}

/** What an encoder takes in memory, bytes. */
export interface EncoderMemory {
  /** Of its weights, as they lie in the artifact. */
  readonly weightsBytes: number;
  /** Measured beyond that: activations of the largest batch, weights that were packed for the processor, references for unknown pictures. */
  readonly arenaBytes: number;
}

/** How an encoder is held. */
export interface LeaseOptions {
  /** Keeps its place: it is never asked to make room for others, however long it is held. */
  readonly resident?: boolean;
  /** It will not be asked for again, and is closed once it was given back. */
  readonly once?: boolean;
}

/** An encoder that stays loaded until it is given back. */
export interface EncoderLease {
  readonly encoder: Encoder;
  /** The model that it was loaded from. */
  readonly model: ModelRecord;
  /** To be called once it is not needed any more; again does nothing. */
  readonly release: () => void;
}

/** Lends encoders, each loaded once however many use it. */
export interface EncoderLeases {
  /** Loads the encoder if it is not loaded yet, and waits for room if too many are.
   * @param model a reference as `ModelRegistry.resolve` takes it, or a record of its.
   * @throws ServerError MODEL_NOT_FOUND, BAD_REQUEST, TOO_BUSY, NOT_READY when closing, MODEL_MEMORY_FULL where it does not fit into memory beside the one that serves; or what loading threw,
   * which another lease tries again. */
  lease(model: string | ModelRecord, options?: LeaseOptions): Promise<EncoderLease>;
  /** Models whose encoders are in memory or on the way there. */
  readonly loaded: readonly ModelRecord[];
  /** @returns undefined where the model's encoder is not in memory. */
  memoryOf(model: ModelRecord): EncoderMemory | undefined;
}
