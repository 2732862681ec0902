import { CoreError } from '../errors.js';
import { choleskyFactor, packedRow, solveLowerRows } from '../math/cholesky.js';
import { float64Products } from '../math/float64-products.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { softmaxRows } from '../math/softmax-rows.js';
import { middle, packedGram, photosByClass, scaledRows, targetSums, withRidge, type RidgeOptions } from './ridge-gram.js';

/** The ridge that validation liked best, and what it answered with it. */
export interface SelectedRidge extends RidgeOptions {
  /** Share of validation rows answered right, 0..1. */
  readonly validationAccuracy: number;
  /** [V, C] float32 of the validation rows, by the classifier of the training rows alone. */
  readonly logits: Float32Array;
}

/** Ridges tried, in units of the mean variance of a feature times the weight of all photos: what does the work of a few hundred photos in 1,280 dimensions lies in between. */
export const RIDGE_GRID: readonly number[] = [10, 3, 1, 0.3];

/** Fits a ridge classifier for each ridge of a grid and takes the one with the best validation accuracy; of equals, the lower validation loss. D³ / 6 operations for each.
 * @param options.balance default 1: classes of few photos count as much as those of many, without which a class of five beside classes of 200 is hardly ever the answer
 * (docs/benchmarks.md).
 * @throws CoreError BAD_SHAPE, also where a class has no training row; BAD_LABELS. */
export function selectRidge(
  train: LabelledEmbeddings,
  validation: LabelledEmbeddings,
  classes: number,
  { grid = RIDGE_GRID, balance = 1 }: { readonly grid?: readonly number[]; readonly balance?: number } = {},
): SelectedRidge {
  const where = 'selectRidge';
  const width = embeddingWidth(where, train.embeddings, train.labels.length);
  assertLabels(where, train.labels, train.labels.length, classes);
  const rows = validation.labels.length;
  if (embeddingWidth(where, validation.embeddings, rows) !== width)
    throw new CoreError('BAD_SHAPE', `${where}: validation rows are not of ${width} features as the training rows are`);
  assertLabels(where, validation.labels, rows, classes);
  const photos = photosByClass(train.embeddings, train.labels, classes);
  const origin = middle(train.embeddings, width);
  const gram = packedGram(where, photos, origin, balance);
  const sums = targetSums(where, photos, origin, balance);
  const asked = scaledRows(validation.embeddings, origin, 1);
  let scatter = 0;
  for (let d = 0; d < width; d++) scatter += gram[packedRow(d) + d]! / width;
  let best: (SelectedRidge & { readonly loss: number }) | undefined;
  for (const share of grid) {
    // Features that are all the same have no scatter.
    const ridge = share * scatter || share;
    const factor = choleskyFactor(withRidge(gram, width, ridge), width + 1);
    if (!factor) continue;
    // Logits are x̃ᵀ (L Lᵀ)⁻¹ s: no weights need be known.
    const [seen, pulls] = [asked.slice(), sums.slice()];
    solveLowerRows(factor, seen, width + 1);
    solveLowerRows(factor, pulls, width + 1);
    const logits = Float32Array.from(float64Products(seen, pulls, width + 1));
    const { loss, correct } = softmaxRows(logits, classes, validation.labels);
    const validationAccuracy = correct / rows;
    if (!best || validationAccuracy > best.validationAccuracy || (validationAccuracy === best.validationAccuracy && loss < best.loss))
      best = { ridge, balance, validationAccuracy, logits, loss };
  }
  if (!best) throw new CoreError('BAD_SHAPE', `${where}: the grid of ridges is empty, or too small for these features`);
  const { ridge, validationAccuracy, logits } = best;
  return { ridge, balance, validationAccuracy, logits };
}
