import type { Photo } from '@supcon/core/photos';

/** One picture in the predictions file. */
export interface Prediction {
  /** Relative to the data folder. */
  readonly path: string;
  /** Of the folder it lies in. */
  readonly expected: string;
  readonly label: string;
  /** By label, sum 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** [D], length 1. */
  readonly embedding: readonly number[];
}

/** What an artifact says of each file.
 * @param embeddings float32 [N, D]; scaled to length 1 here.  @param probabilities [N, C], by row.  @param labels [C] */
export function describePredictions(
  files: readonly Photo[],
  embeddings: Float32Array,
  probabilities: Float64Array,
  labels: readonly string[],
): Prediction[] {
  const width = embeddings.length / files.length;
  return files.map((file, row) => {
    const embedding = embeddings.subarray(row * width, (row + 1) * width);
    const own = probabilities.subarray(row * labels.length, (row + 1) * labels.length);
    const length = Math.max(1e-12, Math.hypot(...embedding));
    return {
      path: file.path,
      expected: file.label,
      label: labels[own.indexOf(own.reduce((a, b) => Math.max(a, b), -Infinity))]!,
      probabilities: Object.fromEntries(labels.map((label, c) => [label, own[c]!])),
      embedding: Array.from(embedding, (value) => value / length),
    };
  });
}
