import type { LabelledEmbeddings } from '@supcon/core';

/** The rows of all parts, one part after the other. */
export function stackEmbeddings(parts: readonly LabelledEmbeddings[]): LabelledEmbeddings {
  const embeddings = new Float32Array(parts.reduce((sum, part) => sum + part.embeddings.length, 0));
  const labels = new Int32Array(parts.reduce((sum, part) => sum + part.labels.length, 0));
  let [value, row] = [0, 0];
  for (const part of parts) {
    embeddings.set(part.embeddings, value);
    labels.set(part.labels, row);
    value += part.embeddings.length;
    row += part.labels.length;
  }
  return { embeddings, labels };
}
