import { CoreError } from '../errors.js';
import { assertLabels, embeddingWidth, type LabelledEmbeddings } from './labelled-embeddings.js';
import { nearestNeighbours, type Neighbours } from './nearest-neighbours.js';

/** Classifies by the k nearest of a gallery under cosine similarity, exactly: the label with most votes, of equals the one whose
 * neighbours' similarities sum to more. Of gallery items equally near, the earlier one is a neighbour.
 * @param queries [M, D] float32, of the gallery's D.  @param k neighbours, at least 1; a smaller gallery votes whole.
 * @returns [M] labels.  @throws CoreError BAD_SHAPE. */
export function knnClassify(gallery: LabelledEmbeddings, queries: Float32Array, k: number): Int32Array {
  const neighbours = nearestNeighbours('knnClassify', gallery.embeddings, gallery.labels.length, queries, k);
  return Int32Array.from({ length: neighbours.rows.length / neighbours.count }, (_, query) => vote(neighbours, query, gallery.labels));
}

/** Share of queries whose k-NN label is their own, 0..1. @throws CoreError BAD_SHAPE. */
export function knnAccuracy(gallery: LabelledEmbeddings, queries: LabelledEmbeddings, k: number): number {
  embeddingWidth('knnAccuracy', queries.embeddings, queries.labels.length);
  const answers = knnClassify(gallery, queries.embeddings, k);
  return answers.reduce((hits, answer, i) => hits + (answer === queries.labels[i] ? 1 : 0), 0) / queries.labels.length;
}

/** How many neighbours vote, and how much nearer ones count for more. */
export interface WeightedKnnOptions {
  /** Neighbours; a smaller gallery votes whole. Default 200, as in lightly's benchmark. */
  readonly k?: number;
  /** Small values let the nearest decide. Default 0.1, as in lightly's benchmark; Wu et al. use 0.07. */
  readonly temperature?: number;
}

/** Class probabilities from the k nearest, each voting with exp(similarity / temperature), votes divided by their sum.
 * @param queries [M, D] float32; undefined judges each gallery row by the others (it is left out itself).
 * @returns [M, C] float64, rows of sum 1; a lone gallery row asked about itself answers zeros.
 * @throws CoreError BAD_SHAPE, BAD_LABELS, BAD_TEMPERATURE.  @see Wu et al., arXiv:1805.01978, section 3.4. */
export function knnProbabilities(
  gallery: LabelledEmbeddings,
  queries: Float32Array | undefined,
  classes: number,
  { k = 200, temperature = 0.1 }: WeightedKnnOptions = {},
): Float64Array {
  const where = 'knnProbabilities';
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new CoreError('BAD_TEMPERATURE', `${where}: temperature must be a finite number above 0, got ${temperature}`);
  const { labels } = gallery;
  assertLabels(where, labels, labels.length, classes);
  const { count, rows, similarities } = nearestNeighbours(where, gallery.embeddings, labels.length, queries, k);
  const asked = count === 0 ? labels.length : rows.length / count;
  const probabilities = new Float64Array(asked * classes);
  for (let query = 0; query < asked && count > 0; query++) {
    let sum = 0;
    for (let i = query * count; i < (query + 1) * count; i++) {
      // Relative to the nearest, so that a small temperature cannot overflow.
      const weight = Math.exp((similarities[i]! - similarities[query * count]!) / temperature);
      probabilities[query * classes + labels[rows[i]!]!]! += weight;
      sum += weight;
    }
    for (let c = query * classes; c < (query + 1) * classes; c++) probabilities[c]! /= sum;
  }
  return probabilities;
}

function vote({ count, rows, similarities }: Neighbours, query: number, labels: Int32Array): number {
  const tallies = new Map<number, { votes: number; similarity: number }>();
  for (let i = query * count; i < (query + 1) * count; i++) {
    const label = labels[rows[i]!]!;
    const tally = tallies.get(label) ?? { votes: 0, similarity: 0 };
    tallies.set(label, { votes: tally.votes + 1, similarity: tally.similarity + similarities[i]! });
  }
  const [winner] = [...tallies].reduce((best, other) => {
    const [a, b] = [best[1], other[1]];
    return b.votes > a.votes || (b.votes === a.votes && b.similarity > a.similarity) ? other : best;
  });
  return winner;
}
