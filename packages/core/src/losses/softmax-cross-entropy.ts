import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import { softTargetRows } from '../math/soft-target-rows.js';
import { softmaxRows } from '../math/softmax-rows.js';
import { assertClassWeights, assertLabelCount, assertMatrix } from './loss-arguments.js';

/** The loss of a batch with its gradient, and how many rows were right. */
export interface SoftmaxCrossEntropy {
  /** Nats, mean over rows. */
  readonly loss: number;
  /** float32 [N, C]: d loss / d logits. Owned by the caller. */
  readonly gradient: Handle;
  /** Rows whose largest logit is the label's, or stands where the soft target is largest (the first of equals). */
  readonly correct: number;
}

/** Smoothing and weights of `softmaxCrossEntropy`. */
export interface CrossEntropyOptions {
  /** Share of each target that is spread evenly over all classes, 0..1 without 1 (Szegedy et al., arXiv:1512.00567, section 7). Default 0. */
  readonly labelSmoothing?: number;
  /** [C] weights of the classes, against imbalance: the mean over rows becomes Σ w_i L_i / Σ w_i with w_i the weight of row i's label, or Σ_c t_ic w_c for soft
   * targets. See `classWeights`. As PyTorch for labels; with smoothing PyTorch weighs the spread-out part by class as well, we do not. Default all 1. */
  readonly classWeights?: ArrayLike<number>;
}

/** Rows may sum to 1 give or take this: float32 mixtures of many classes. */
const SUM_TOLERANCE = 1e-3;

/** Cross-entropy of the softmax of each row with its target, mean over rows.
 * @param logits float32 [N, C]; borrowed.
 * @param targets Int32Array [N] of labels in 0..C-1, or Float32Array [N, C] of distributions (mixup, CutMix).
 * @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_LOSS. */
export async function softmaxCrossEntropy(
  engine: Engine,
  logits: Handle,
  targets: Int32Array | Float32Array,
  options: CrossEntropyOptions = {},
): Promise<SoftmaxCrossEntropy> {
  const [rows, classes] = assertMatrix('softmaxCrossEntropy', 'logits', logits);
  assertTargets(targets, rows, classes);
  const { labelSmoothing = 0, classWeights } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new CoreError('BAD_LOSS', `softmaxCrossEntropy: labelSmoothing must be in [0, 1), got ${labelSmoothing}`, {
      details: { labelSmoothing },
    });
  if (classWeights) {
    assertClassWeights('softmaxCrossEntropy', classWeights, []);
    if (classWeights.length !== classes)
      throw new CoreError('BAD_LOSS', `softmaxCrossEntropy: ${classes} logits need ${classes} class weights, got ${classWeights.length}`);
  }
  const values = (await engine.download(logits)) as Float32Array;
  const { loss, gradient, correct } =
    targets instanceof Int32Array && labelSmoothing === 0 && !classWeights
      ? softmaxRows(values, classes, targets)
      : softTargetCrossEntropy(values, classes, distributions(targets, classes), labelSmoothing, classWeights);
  return { loss, gradient: engine.upload(Float32Array.from(gradient), [rows, classes]), correct };
}

function assertTargets(targets: Int32Array | Float32Array, rows: number, classes: number): void {
  if (targets instanceof Int32Array) {
    assertLabelCount('softmaxCrossEntropy', targets, rows);
    const stray = targets.find((label) => label < 0 || label >= classes);
    if (stray !== undefined)
      throw new CoreError('BAD_LABELS', `softmaxCrossEntropy: labels must be 0..${classes - 1} for ${classes} logits, got ${stray}`, {
        details: { label: stray, classes },
      });
    return;
  }
  if (targets.length !== rows * classes)
    throw new CoreError(
      'BAD_LABELS',
      `softmaxCrossEntropy: logits [${rows}, ${classes}] need soft targets alike, got ${targets.length} values`,
    );
  for (let row = 0; row < rows; row++) {
    const own = targets.subarray(row * classes, (row + 1) * classes);
    const sum = own.reduce((total, share) => total + share, 0);
    if (!(Math.abs(sum - 1) < SUM_TOLERANCE) || own.some((share) => share < 0))
      throw new CoreError('BAD_LABELS', `softmaxCrossEntropy: soft targets must be >= 0 and sum to 1, row ${row} is [${own.join(', ')}]`, {
        details: { row, sum },
      });
  }
}

/** [N, C] float64 of either kind of target. */
function distributions(targets: Int32Array | Float32Array, classes: number): Float64Array {
  if (targets instanceof Float32Array) return Float64Array.from(targets);
  const certain = new Float64Array(targets.length * classes);
  targets.forEach((label, row) => (certain[row * classes + label] = 1));
  return certain;
}

function softTargetCrossEntropy(
  logits: Float32Array,
  classes: number,
  targets: Float64Array,
  labelSmoothing: number,
  classWeights: ArrayLike<number> | undefined,
) {
  const rowWeights = new Float64Array(targets.length / classes).fill(classWeights ? 0 : 1);
  if (classWeights) targets.forEach((share, at) => (rowWeights[Math.floor(at / classes)]! += share * classWeights[at % classes]!));
  const smoothed = labelSmoothing === 0 ? targets : targets.map((share) => share * (1 - labelSmoothing) + labelSmoothing / classes);
  return softTargetRows(logits, classes, smoothed, rowWeights);
}
