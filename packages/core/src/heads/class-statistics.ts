import { CoreError } from '../errors.js';
import { choleskyFactor, packedRow, solveLowerRows } from '../math/cholesky.js';
import { float64GramMatrix, float64Products, plusGramMatrix } from '../math/float64-products.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import type { LinearClassifier } from './linear-classifier.js';
import {
  assertRidge,
  middle,
  packedGram,
  photosByClass,
  scaledRows,
  TARGET,
  targetSums,
  weightOf,
  withRidge,
  type RidgeOptions,
} from './ridge-gram.js';

/** What a ridge classifier is made of, such that a class can be added or taken out by arithmetic, exactly. Plain arrays, so that it can be stored as it is; nothing here is
 * changed in place: whoever holds one while another is made of it goes on with the old one.
 *
 * The classifier minimises Σ_i w_i ‖t_i - W x_i - b‖² + ridge · ‖W‖² over all photos i, where t_i is `TARGET` for the photo's own class and 0 for the others, and w_i = n^-balance
 * with n the photos of its class. The bias is free, so features may be counted from any origin. With x̃ = [x - origin, 1]: (Σ w x̃ x̃ᵀ + ridge · diag(1, …, 1, 0)) w_c = TARGET · Σ_{i in c} w x̃. */
export interface ClassStatistics extends RidgeOptions {
  /** D. */
  readonly width: number;
  /** [C] features of the photos of each class, [n, D] float32, not normalised: what must be known of a class to take it out again. */
  readonly photos: readonly Float32Array[];
  /** [D] float32: about the middle of the features, from which they are counted so that little is lost to rounding. It changes no answer, and stays when classes come and go. */
  readonly origin: Float32Array;
  /** [D + 1, D + 1] float64, row-major: inverse of the regularised Gram matrix above, symmetric; the bias is last. */
  readonly inverse: Float64Array;
  /** [C, D + 1] float64: weights of each class, its bias at the origin last. */
  readonly coefficients: Float64Array;
}

/** Photos that are added or taken out in one step. Each step costs D² for each of its photos; much larger ones would need a factor of their own number. */
const STEP = 256;

/** Fits the classifier from scratch: D² for each photo and D³ once.
 * @param train features of the frozen encoder, not normalised.  @param classes C; each has at least one photo.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitClassStatistics({ embeddings, labels }: LabelledEmbeddings, classes: number, options: RidgeOptions): ClassStatistics {
  const where = 'fitClassStatistics';
  const width = embeddingWidth(where, embeddings, labels.length);
  assertLabels(where, labels, labels.length, classes);
  const photos = photosByClass(embeddings, labels, classes);
  const origin = middle(embeddings, width);
  return restoreClassStatistics({ ...options, width, photos, origin, inverse: invertGram(photos, origin, options) });
}

/** Statistics of what was kept of them: `coefficients` follow from the rest, C · D² operations.
 * @throws CoreError BAD_SHAPE when sizes or options do not fit, or a class has no photo. */
export function restoreClassStatistics(kept: Omit<ClassStatistics, 'coefficients'>): ClassStatistics {
  const { width, photos, origin, inverse } = kept;
  const size = width + 1;
  assertRidge('restoreClassStatistics', kept);
  if (photos.length === 0 || origin.length !== width || inverse.length !== size * size)
    throw new CoreError(
      'BAD_SHAPE',
      `restoreClassStatistics: at least one class, an origin of ${width} and an inverse of ${size} x ${size} values expected, got ${photos.length} classes, ${origin.length} and ${inverse.length} values`,
    );
  const sums = targetSums('restoreClassStatistics', photos, origin, kept.balance);
  return { ...kept, coefficients: float64Products(sums, inverse, size) };
}

/** With one class more, which becomes the last. The same weights as of a fit from scratch, up to rounding, for (D + C) · D operations for each photo of the new class.
 * @param photos [K, D] features of the class, not normalised, K at least 1; kept, not copied.
 * @throws CoreError BAD_SHAPE. */
export function addClass(statistics: ClassStatistics, photos: Float32Array): ClassStatistics {
  const size = statistics.width + 1;
  const weight = weightOf('addClass', photos, statistics.width, statistics.balance);
  const coefficients = new Float64Array(statistics.coefficients.length + size);
  coefficients.set(statistics.coefficients);
  let changed: Changing = { inverse: statistics.inverse, coefficients };
  const rows = scaledRows(photos, statistics.origin, weight);
  for (let begin = 0; begin < rows.length; begin += STEP * size)
    changed = change(changed, rows.subarray(begin, begin + STEP * size), size, { sign: 1, pull: TARGET * Math.sqrt(weight) });
  return { ...statistics, ...changed, photos: [...statistics.photos, photos] };
}

/** Without a class; those behind it move up. As if its photos had never been there, up to rounding.
 * @param label which, 0..C-1; at least one other stays.  @throws CoreError BAD_LABELS. */
export function removeClass(statistics: ClassStatistics, label: number): ClassStatistics {
  const { width, photos, coefficients } = statistics;
  const size = width + 1;
  if (!Number.isInteger(label) || label < 0 || label >= photos.length || photos.length === 1)
    throw new CoreError(
      'BAD_LABELS',
      `removeClass: class ${label} of ${photos.length} cannot be taken out; one that is there can, if another stays`,
    );
  const rows = scaledRows(photos[label]!, statistics.origin, weightOf('removeClass', photos[label]!, width, statistics.balance));
  const others = new Float64Array(coefficients.length - size);
  others.set(coefficients.subarray(0, label * size));
  others.set(coefficients.subarray((label + 1) * size), label * size);
  let changed: Changing = { inverse: statistics.inverse, coefficients: others };
  for (let begin = 0; begin < rows.length; begin += STEP * size)
    changed = change(changed, rows.subarray(begin, begin + STEP * size), size, { sign: -1, pull: 0 });
  return { ...statistics, ...changed, photos: photos.filter((_, other) => other !== label) };
}

/** The classifier that the statistics stand for, in float32. */
export function ridgeClassifier({ width, photos, origin, coefficients }: ClassStatistics): LinearClassifier {
  const classes = photos.length;
  const weight = new Float32Array(width * classes);
  const bias = new Float32Array(classes);
  for (let c = 0; c < classes; c++) {
    const own = c * (width + 1);
    let free = coefficients[own + width]!;
    for (let d = 0; d < width; d++) {
      weight[d * classes + c] = coefficients[own + d]!;
      free -= coefficients[own + d]! * origin[d]!;
    }
    bias[c] = free;
  }
  return { weight, bias };
}

/** The classifier as if some of its photos had never been there: how sure it may be of pictures that it has not seen. D² operations for each of them, instead of the D³ of a fit; what the
 * others weigh stays what it is beside them.
 * @param held [C] of each class, which of its photos; some at least in all.  @returns undefined where rounding forbids it: then fit the others. */
export function heldOutClassifier(statistics: ClassStatistics, held: readonly (readonly number[])[]): LinearClassifier | undefined {
  const { width, photos, origin, inverse, balance } = statistics;
  const size = width + 1;
  const count = held.reduce((sum, own) => sum + own.length, 0);
  const rows = new Float64Array(count * size);
  const weights = photos.map((own) => weightOf('heldOutClassifier', own, width, balance));
  let filled = 0;
  held.forEach((own, label) => {
    for (const photo of own) {
      rows.set(scaledRows(photos[label]!.subarray(photo * width, (photo + 1) * width), origin, weights[label]!), filled);
      filled += size;
    }
  });
  const met = meetRows(inverse, rows, size, -1);
  if (!met) return undefined;
  const { seen } = met;
  const solutions = statistics.coefficients.slice();
  let from = 0;
  held.forEach((own, label) => {
    const pull = TARGET * Math.sqrt(weights[label]!);
    for (let d = 0; d < size; d++)
      for (let k = from; k < from + own.length; k++) solutions[label * size + d]! -= pull * seen[d * count + k]!;
    from += own.length;
  });
  return ridgeClassifier({ ...statistics, coefficients: withRows(solutions, met, rows, size, -1) });
}

type Changing = Pick<ClassStatistics, 'inverse' | 'coefficients'>;

/** Rows more or fewer in the Gram matrix: (P⁻¹ ± Xᵀ X)⁻¹ = P ∓ Yᵀ Y, with Y of `meetRows`. What S, of which the solutions are B = P S, gains by the rows themselves goes into the last class: `pull` for each.
 * @param changing `inverse` is borrowed, `coefficients` are taken over.  @param rows [K, size]
 * @see Woodbury's identity: Golub and Van Loan, Matrix Computations, 4th edition, section 2.1.4. */
function change(
  { inverse, coefficients }: Changing,
  rows: Float64Array,
  size: number,
  { sign, pull }: { readonly sign: 1 | -1; readonly pull: number },
): Changing {
  const count = rows.length / size;
  const met = meetRows(inverse, rows, size, sign);
  if (!met)
    throw new CoreError(
      'BAD_SHAPE',
      'class statistics: what is to be taken out is not what was put in, or the ridge is too small for its rounding; fit them again',
    );
  if (pull !== 0) {
    const last = coefficients.subarray(coefficients.length - size);
    for (let d = 0; d < size; d++) for (let k = 0; k < count; k++) last[d]! += pull * met.seen[d * count + k]!;
  }
  const changed = withRows(coefficients, met, rows, size, sign);
  return { inverse: plusGramMatrix(inverse, met.seen, count, -sign), coefficients: changed };
}

/** How rows stand to a Gram matrix that they come into or leave. */
interface MetRows {
  /** L of M = I ± X P Xᵀ = L Lᵀ. */
  readonly factor: Float64Array;
  /** [size, K]: P Xᵀ; Yᵀ = (L⁻¹ X P)ᵀ behind `withRows`. */
  readonly seen: Float64Array;
}

/** @param inverse P  @param rows X, [K, size]  @returns undefined where M is not positive. */
function meetRows(inverse: Float64Array, rows: Float64Array, size: number, sign: 1 | -1): MetRows | undefined {
  const count = rows.length / size;
  const seen = float64Products(inverse, rows, size);
  const inner = gramOfSeen(rows, seen, size);
  const lower = new Float64Array(packedRow(count));
  for (let i = 0; i < count; i++) for (let j = 0; j <= i; j++) lower[packedRow(i) + j] = (i === j ? 1 : 0) + sign * inner[i * count + j]!;
  const factor = choleskyFactor(lower, count);
  return factor && { factor, seen };
}

/** B becomes B ∓ Yᵀ L⁻¹ X B; the rows' `seen` becomes Yᵀ. @param solutions B, [C, size] */
function withRows(solutions: Float64Array, { factor, seen }: MetRows, rows: Float64Array, size: number, sign: 1 | -1): Float64Array {
  const count = rows.length / size;
  /** [C, K]: (X B)ᵀ, then (L⁻¹ X B)ᵀ. */
  const answers = float64Products(solutions, rows, size);
  solveLowerRows(factor, answers, count);
  solveLowerRows(factor, seen, count);
  return subtract(solutions, float64Products(answers, seen, count), sign);
}

/** X P Xᵀ. @param rows [K, size]  @param seen [size, K] */
function gramOfSeen(rows: Float64Array, seen: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const seenRows = new Float64Array(count * size);
  for (let k = 0; k < count; k++) for (let d = 0; d < size; d++) seenRows[k * size + d] = seen[d * count + k]!;
  return float64Products(rows, seenRows, size);
}

/** @returns from - sign · what, in the memory of `what`. */
function subtract(from: Float64Array, what: Float64Array, sign: 1 | -1): Float64Array {
  for (let at = 0; at < what.length; at++) what[at] = from[at]! - sign * what[at]!;
  return what;
}

function invertGram(photos: readonly Float32Array[], origin: Float32Array, { ridge, balance }: RidgeOptions): Float64Array {
  const where = 'fitClassStatistics';
  assertRidge(where, { ridge, balance });
  const size = origin.length + 1;
  const factor = choleskyFactor(withRidge(packedGram(where, photos, origin, balance), origin.length, ridge), size);
  if (!factor) throw new CoreError('BAD_SHAPE', `${where}: a ridge of ${ridge} is too small for these features; take a larger one`);
  const columns = new Float64Array(size * size);
  for (let i = 0; i < size; i++) columns[i * size + i] = 1;
  solveLowerRows(factor, columns, size);
  return float64GramMatrix(columns, size);
}
