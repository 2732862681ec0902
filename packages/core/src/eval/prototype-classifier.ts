import { CoreError } from '../errors.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { float64UnitRows } from '../math/float64-unit-rows.js';

/** One direction for each class: the mean of its unit embeddings, scaled to length 1. */
export interface Prototypes {
  /** [C, D] float32; zero for a class without rows, which is never the answer. */
  readonly directions: Float32Array;
  /** [C] rows each stands for. */
  readonly counts: Int32Array;
}

/** @throws CoreError BAD_SHAPE, BAD_LABELS.  @see Snell et al., arXiv:1703.05175, eq. 1, here on the unit sphere. */
export function fitPrototypes({ embeddings, labels }: LabelledEmbeddings, classes: number): Prototypes {
  const width = embeddingWidth('fitPrototypes', embeddings, labels.length);
  assertLabels('fitPrototypes', labels, labels.length, classes);
  const unit = float64UnitRows(embeddings, width);
  const sums = new Float64Array(classes * width);
  const counts = new Int32Array(classes);
  labels.forEach((label, row) => {
    counts[label]!++;
    for (let d = 0; d < width; d++) sums[label * width + d]! += unit[row * width + d]!;
  });
  return { directions: Float32Array.from(float64UnitRows(Float32Array.from(sums), width)), counts };
}

/** The class whose prototype has the largest cosine similarity; of equals, the first.
 * @param embeddings [N, D] float32.  @returns [N].  @throws CoreError BAD_SHAPE. */
export function classifyByPrototype({ directions, counts }: Prototypes, embeddings: Float32Array, rows: number): Int32Array {
  const classes = counts.length;
  const width = directions.length / classes;
  if (embeddings.length !== rows * width)
    throw new CoreError('BAD_SHAPE', `classifyByPrototype: ${rows} embeddings of ${width} expected, got ${embeddings.length} values`);
  return Int32Array.from({ length: rows }, (_, row) => {
    let [best, largest] = [-1, Number.NEGATIVE_INFINITY];
    for (let c = 0; c < classes; c++) {
      if (counts[c] === 0) continue;
      let similarity = 0;
      for (let d = 0; d < width; d++) similarity += embeddings[row * width + d]! * directions[c * width + d]!;
      if (similarity > largest || best < 0) [best, largest] = [c, similarity];
    }
    return best;
  });
}
