import { CoreError } from '../errors.js';
import { dotProduct } from './dot-product.js';
import { embeddingWidth, type LabelledEmbeddings } from './labelled-embeddings.js';
import { normaliseRows } from './normalise-rows.js';

/** Classifies by the k nearest of a gallery under cosine similarity, exactly: the label with most votes, of equals the one whose
 * neighbours' similarities sum to more. Of gallery items equally near, the earlier one is a neighbour.
 * @param queries [M, D] float32, of the gallery's D.  @param k neighbours, at least 1; a smaller gallery votes whole.
 * @returns [M] labels.  @throws CoreError BAD_SHAPE. */
export function knnClassify(gallery: LabelledEmbeddings, queries: Float32Array, k: number): Int32Array {
  const rows = gallery.labels.length;
  const width = embeddingWidth('knnClassify', gallery.embeddings, rows);
  if (!Number.isInteger(k) || k < 1) throw new CoreError('BAD_SHAPE', `knnClassify: k must be a whole number of at least 1, got ${k}`);
  if (queries.length % width !== 0)
    throw new CoreError('BAD_SHAPE', `knnClassify: queries must be rows of ${width} like the gallery's, got ${queries.length} values`);
  const { unit } = normaliseRows(gallery.embeddings, width);
  const asked = normaliseRows(queries, width).unit;
  const similarities = new Float64Array(rows);
  return Int32Array.from({ length: queries.length / width }, (_, query) => {
    for (let row = 0; row < rows; row++) similarities[row] = dotProduct(unit, row * width, asked, query * width, width);
    return vote(similarities, gallery.labels, k);
  });
}

/** Share of queries whose k-NN label is their own, 0..1. @throws CoreError BAD_SHAPE. */
export function knnAccuracy(gallery: LabelledEmbeddings, queries: LabelledEmbeddings, k: number): number {
  embeddingWidth('knnAccuracy', queries.embeddings, queries.labels.length);
  const answers = knnClassify(gallery, queries.embeddings, k);
  return answers.reduce((hits, answer, i) => hits + (answer === queries.labels[i] ? 1 : 0), 0) / queries.labels.length;
}

function vote(similarities: Float64Array, labels: Int32Array, k: number): number {
  const tallies = new Map<number, { votes: number; similarity: number }>();
  for (const row of nearest(similarities, k)) {
    const label = labels[row]!;
    const tally = tallies.get(label) ?? { votes: 0, similarity: 0 };
    tallies.set(label, { votes: tally.votes + 1, similarity: tally.similarity + similarities[row]! });
  }
  const [winner] = [...tallies].reduce((best, other) => {
    const [a, b] = [best[1], other[1]];
    return b.votes > a.votes || (b.votes === a.votes && b.similarity > a.similarity) ? other : best;
  });
  return winner;
}

/** The k rows of largest similarity, best first, kept in order by insertion: k is small. */
function nearest(similarities: Float64Array, k: number): number[] {
  const best: number[] = [];
  similarities.forEach((similarity, row) => {
    if (best.length === k && !(similarity > similarities[best[k - 1]!]!)) return;
    let at = best.length;
    while (at > 0 && similarity > similarities[best[at - 1]!]!) at--;
    best.splice(at, 0, row);
    if (best.length > k) best.pop();
  });
  return best;
}
