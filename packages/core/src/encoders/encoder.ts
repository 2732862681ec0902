import type { Handle } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';
import type { EncoderPlan } from './resnet-plan.js';
import type { WeightMap } from './weight-map.js';

/** Pictures in, embeddings out, with an explicit backward pass. Made by `createEncoder`. */
export interface Encoder {
  readonly plan: EncoderPlan;
  readonly embeddingSize: number;
  readonly parameters: readonly Parameter[];
  /** Training mode: batch statistics, running statistics updated, what `backward` needs is kept until `backward` or `discard`.
   * @param images float32 [N, H, W, 3], normalised; borrowed.  @returns embedding float32 [N, D], owned by the caller. */
  forward(images: Handle): Handle;
  /** Leaves each parameter's gradient in `parameter.gradient`. @param gradient float32 [N, D]; borrowed. */
  backward(gradient: Handle): void;
  /** Drops what `forward` kept, when no backward will follow. */
  discard(): void;
  /** Inference mode: running statistics, nothing kept; always float32. @returns embedding float32 [N, D], not normalised. */
  embed(images: Handle): Handle;
  /** Host copies of parameters and running statistics. */
  weights(): Promise<WeightMap>;
  /** @throws CoreError BAD_WEIGHTS naming what is missing, superfluous or of another shape. */
  load(weights: WeightMap): void;
  dispose(): void;
}
