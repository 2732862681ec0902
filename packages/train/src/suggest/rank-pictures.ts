import { chooseRepresentatives, createRng, marginUncertainty, nearestNeighbours } from '@supcon/core';

/** What a choice of pictures to label is made from. */
export interface RankingInput {
  /** float32 [N, D] of the pictures without a label, not normalised. */
  readonly embeddings: Float32Array;
  /** N, at least 1. */
  readonly rows: number;
  /** float32 [M, D] of pictures that have a label. */
  readonly known?: Float32Array;
  /** [N, C] of a classifier; without it the choice is by embeddings alone. */
  readonly probabilities?: Float32Array | Float64Array;
  /** Rows that are none of the classifier's classes, as far as can be told: they count as wholly uncertain. */
  readonly unknown?: { has(row: number): boolean };
  /** Pictures wanted, at most. */
  readonly count: number;
  /** Draws what is compared where there are too many. */
  readonly seed: number;
}

/** A picture worth a label. */
export interface RankedPicture {
  readonly row: number;
  /** 1 - (p₁ - p₂), 0..1; 1 where the picture is unknown, undefined without a classifier. */
  readonly uncertainty: number | undefined;
  /** Of all compared pictures, those that are nearer to this one than to any other choice; itself among them. */
  readonly standsFor: number;
}

/** Pictures compared with each other, at most: 64 MB of similarities, and some seconds. */
const MOST_COMPARED = 4096;
/** What a picture counts for that the classifier is sure of: next to nothing, but more than none, so that there is always somebody to choose. */
const LEAST_WEIGHT = 1e-6;

/** Which pictures to label next, best first: those that stand best for all that the classifier is undecided about, given those that have a label (weighted facility
 * location, `chooseRepresentatives`, of centred cosines; the weight is the margin uncertainty). Without a classifier all pictures count alike, and the choice stands for the whole
 * set: so the first labels are found. docs/benchmarks.md has what this and other ways gave.
 * Of more than 4,096 pictures the most uncertain are compared, without a classifier as many drawn at random. */
export function rankPictures({ embeddings, rows, known, probabilities, unknown, count, seed }: RankingInput): readonly RankedPicture[] {
  const width = embeddings.length / rows;
  const margins = probabilities && marginUncertainty(probabilities, probabilities.length / rows);
  const uncertainty = margins?.map((margin, row) => (unknown?.has(row) === true ? 1 : margin));
  const drawn = createRng(seed, 'suggest', 'compared').shuffle(Array.from({ length: rows }, (_, row) => row));
  const compared = uncertainty ? drawn.sort((a, b) => uncertainty[b]! - uncertainty[a]!) : drawn;
  const kept = compared.slice(0, MOST_COMPARED).sort((a, b) => a - b);
  const before = known && known.length > 0 ? drawRows(known, width, seed) : new Float32Array();
  const all = new Float32Array(kept.length * width + before.length);
  kept.forEach((row, at) => all.set(embeddings.subarray(row * width, (row + 1) * width), at * width));
  all.set(before, kept.length * width);
  centre(all, width);
  const [own, chosen] = [all.subarray(0, kept.length * width), all.subarray(kept.length * width)];
  const weights = Float64Array.from(kept, (row) => Math.max(LEAST_WEIGHT, uncertainty?.[row] ?? 1));
  const picked = chooseRepresentatives(own, kept.length, count, { weights, chosen });
  const standsFor = countNearest(own, width, picked.rows);
  return Array.from(picked.rows, (at, place) => ({
    row: kept[at]!,
    uncertainty: uncertainty?.[kept[at]!],
    standsFor: standsFor[place]!,
  }));
}

function drawRows(rows: Float32Array, width: number, seed: number): Float32Array {
  const count = rows.length / width;
  if (count <= MOST_COMPARED) return rows;
  const drawn = createRng(seed, 'suggest', 'known').shuffle(Array.from({ length: count }, (_, row) => row));
  const result = new Float32Array(MOST_COMPARED * width);
  drawn.slice(0, MOST_COMPARED).forEach((row, at) => result.set(rows.subarray(row * width, (row + 1) * width), at * width));
  return result;
}

/** Takes the mean out, in place: features behind a ReLU all point into much the same direction, and what tells them apart is what is left. */
function centre(rows: Float32Array, width: number): void {
  const count = rows.length / width;
  if (count < 2) return;
  const mean = new Float64Array(width);
  rows.forEach((value, at) => (mean[at % width]! += value / count));
  rows.forEach((value, at) => (rows[at] = value - mean[at % width]!));
}

/** @returns for each of the picked rows how many rows have it as their nearest. */
function countNearest(rows: Float32Array, width: number, picked: Int32Array): Int32Array {
  const counts = new Int32Array(picked.length);
  if (picked.length === 0) return counts;
  const gallery = new Float32Array(picked.length * width);
  picked.forEach((row, at) => gallery.set(rows.subarray(row * width, (row + 1) * width), at * width));
  for (const nearest of nearestNeighbours('rankPictures', gallery, picked.length, rows, 1).rows) counts[nearest]!++;
  return counts;
}
