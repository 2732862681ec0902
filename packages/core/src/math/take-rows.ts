import type { LabelledEmbeddings } from './labelled-embeddings.js';

/** Some rows, copied, in the order given. */
export function takeRows({ embeddings, labels }: LabelledEmbeddings, rows: readonly number[]): LabelledEmbeddings {
  const width = labels.length === 0 ? 0 : embeddings.length / labels.length;
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    taken.set(embeddings.subarray(row * width, (row + 1) * width), at * width);
  });
  return { embeddings: taken, labels: Int32Array.from(rows, (row) => labels[row]!) };
}
