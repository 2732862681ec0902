import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { float64UnitRows } from '../math/float64-unit-rows.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { scanPairs } from '../math/scan-similarities.js';

/** Mean squared distance of unit embeddings of one class, over all pairs of rows with the same label: 0 is perfect, 4 the worst.
 * From class sums, so time grows with N · D: Σ_{i<j} ‖x_i - x_j‖² = n Σ ‖x_i‖² - ‖Σ x_i‖².
 * @returns null where no class has two rows.  @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Wang and Isola, arXiv:2005.10242, eq. 4 with α = 2; positives are rows of one label instead of two views of one picture. */
export function alignment(data: LabelledEmbeddings, classes: number): number | null {
  const { embeddings, labels } = data;
  const width = embeddingWidth('alignment', embeddings, labels.length);
  assertLabels('alignment', labels, labels.length, classes);
  const unit = float64UnitRows(embeddings, width);
  const sums = new Float64Array(classes * width);
  const squares = new Float64Array(classes);
  const counts = new Int32Array(classes);
  labels.forEach((label, row) => {
    counts[label]!++;
    for (let d = 0; d < width; d++) {
      const value = unit[row * width + d]!;
      sums[label * width + d]! += value;
      squares[label]! += value * value;
    }
  });
  let [total, pairs] = [0, 0];
  counts.forEach((count, c) => {
    let square = 0;
    for (let d = c * width; d < (c + 1) * width; d++) square += sums[d]! * sums[d]!;
    total += count * squares[c]! - square;
    pairs += (count * (count - 1)) / 2;
  });
  return pairs === 0 ? null : Math.max(0, total) / pairs;
}

/** log mean exp(-2 ‖x_i - x_j‖²) over all pairs of unit embeddings: 0 when all lie on one point, the lower the more evenly they
 * spread over the sphere (at least -4 for large D). All pairs in blocks.
 * @param embeddings [N, D] float32.  @returns null for fewer than two rows.  @throws CoreError BAD_SHAPE.
 * @see Wang and Isola, arXiv:2005.10242, eq. 5 with t = 2. */
export function uniformity(embeddings: Float32Array, rows: number): number | null {
  const width = embeddingWidth('uniformity', embeddings, rows);
  if (rows < 2) return null;
  const { unit } = normaliseRows(embeddings, width);
  const squares = new Float64Array(rows);
  unit.forEach((value, at) => (squares[Math.floor(at / width)]! += value * value));
  let sum = 0;
  scanPairs(unit, width, (row, products) => {
    for (let other = 0; other < row; other++) sum += Math.exp(-2 * (squares[row]! + squares[other]! - 2 * products[other]!));
  });
  return Math.log(sum / ((rows * (rows - 1)) / 2));
}
