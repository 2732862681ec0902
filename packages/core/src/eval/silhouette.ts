import { assertLabels, embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { scanSimilarities } from '../math/scan-similarities.js';
import { float64UnitRows } from '../math/float64-unit-rows.js';

/** Mean silhouette over rows: (b - a) / max(a, b), where a is the mean distance to the other rows of the class and b the mean distance to
 * the nearest other class; 0 for a class of one row. From -1 (wrong classes) to 1 (tight and far apart).
 * - `cosine`: distance 1 - cosine similarity; from class sums, so time grows with N · C · D. A zero row has distance 1 to everything.
 * - `euclidean`: of the rows as they are; all pairs in blocks.
 * @returns null where fewer than two classes have rows.  @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Rousseeuw, Silhouettes, J. Comput. Appl. Math. 20 (1987). */
export function silhouette(data: LabelledEmbeddings, classes: number, metric: 'cosine' | 'euclidean'): number | null {
  const { embeddings, labels } = data;
  const rows = labels.length;
  const width = embeddingWidth('silhouette', embeddings, rows);
  assertLabels('silhouette', labels, rows, classes);
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]!++;
  if (counts.filter((count) => count > 0).length < 2) return null;
  let sum = 0;
  const add = (row: number, distances: Float64Array): void => {
    sum += silhouetteOfRow(distances, counts, labels[row]!);
  };
  if (metric === 'cosine') cosineDistanceSums(embeddings, labels, width, classes, counts, add);
  else euclideanDistanceSums(embeddings, labels, width, classes, add);
  return sum / rows;
}

/** @param distances [C] sums of the row's distances to the rows of each class, its own distance 0 to itself included. */
function silhouetteOfRow(distances: Float64Array, counts: Int32Array, label: number): number {
  if (counts[label]! < 2) return 0;
  const within = distances[label]! / (counts[label]! - 1);
  let nearest = Number.POSITIVE_INFINITY;
  distances.forEach((distance, c) => {
    if (c !== label && counts[c]! > 0) nearest = Math.min(nearest, distance / counts[c]!);
  });
  const largest = Math.max(within, nearest);
  return largest === 0 ? 0 : (nearest - within) / largest;
}

function cosineDistanceSums(
  embeddings: Float32Array,
  labels: Int32Array,
  width: number,
  classes: number,
  counts: Int32Array,
  visit: (row: number, sums: Float64Array) => void,
): void {
  const unit = float64UnitRows(embeddings, width);
  const classSums = new Float64Array(classes * width);
  labels.forEach((label, row) => {
    for (let d = 0; d < width; d++) classSums[label * width + d]! += unit[row * width + d]!;
  });
  const sums = new Float64Array(classes);
  labels.forEach((label, row) => {
    let self = 0;
    for (let d = row * width; d < (row + 1) * width; d++) self += unit[d]! * unit[d]!;
    for (let c = 0; c < classes; c++) {
      let similarity = 0;
      for (let d = 0; d < width; d++) similarity += unit[row * width + d]! * classSums[c * width + d]!;
      sums[c] = counts[c]! - similarity;
    }
    sums[label] = Math.max(0, sums[label]! - (1 - self));
    visit(row, sums);
  });
}

function euclideanDistanceSums(
  embeddings: Float32Array,
  labels: Int32Array,
  width: number,
  classes: number,
  visit: (row: number, sums: Float64Array) => void,
): void {
  const squares = new Float64Array(labels.length);
  embeddings.forEach((value, at) => (squares[Math.floor(at / width)]! += value * value));
  const sums = new Float64Array(classes);
  scanSimilarities(embeddings, embeddings, width, (row, products) => {
    sums.fill(0);
    for (let other = 0; other < labels.length; other++) {
      if (other === row) continue;
      sums[labels[other]!]! += Math.sqrt(Math.max(0, squares[row]! + squares[other]! - 2 * products[other]!));
    }
    visit(row, sums);
  });
}
