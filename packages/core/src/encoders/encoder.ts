import type { Handle } from '../engine/engine.js';
import type { Parameter } from '../units/parameter.js';
import type { RunningStatistic } from '../units/running-statistic.js';
import type { PreprocessingConstants } from '../image/preprocess.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';

/** Pictures in, embeddings out, with an explicit backward pass. Made by `createEncoder`. */
export interface Encoder {
  readonly plan: EncoderPlan;
  readonly embeddingSize: number;
  /** What its pictures are normalised with. */
  readonly preprocessing: PreprocessingConstants;
  /** From the pictures to the embedding; frozen ones too. Names start with their stage. */
  readonly parameters: readonly Parameter[];
  /** Batch normalisation's running means and variances. */
  readonly statistics: readonly RunningStatistic[];
  /** What can be frozen, from the pictures on: `stem`, `stage1`, ... What lies behind the last stage (`tail`, `pool`) always learns. */
  readonly stages: readonly string[];
  /** From now on the first `count` stages run in inference mode while training: running statistics are used and not changed, nothing is kept, and
   * backward ends before them, so that their parameters get no gradient. Default 0. Drops what `forward` kept.
   * @throws CoreError BAD_ENCODER for more stages than there are. */
  freeze(count: number): void;
  /** Training mode: batch statistics, running statistics updated (or these as they are, with `normStatistics: 'pretrained'`), what `backward` needs is kept until `backward` or `discard`.
   * @param images float32 [N, H, W, 3], normalised; borrowed.
   * @param options.updateStatistics false where the same images will be seen again, as in the first pass of gradient caching. Default true.
   * @returns embedding float32 [N, D], owned by the caller. */
  forward(images: Handle, options?: { readonly updateStatistics?: boolean }): Handle;
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
