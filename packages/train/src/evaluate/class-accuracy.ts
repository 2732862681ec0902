import { linearLogits, type LinearClassifier } from '@supcon/core';

/** The class of the largest logit for each row; of equals, the first. @param embeddings [rows, D] */
export function predictLabels(classifier: LinearClassifier, embeddings: Float32Array, rows: number): Int32Array {
  const logits = linearLogits(classifier, embeddings, rows);
  const classes = classifier.bias.length;
  return Int32Array.from({ length: rows }, (_, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(own.reduce((a, b) => Math.max(a, b), -Infinity));
  });
}

/** Share of right answers, 0..1; 0 for no rows. */
export function accuracy(predicted: ArrayLike<number>, expected: ArrayLike<number>): number {
  let correct = 0;
  for (let row = 0; row < expected.length; row++) if (predicted[row] === expected[row]) correct++;
  return expected.length === 0 ? 0 : correct / expected.length;
}

/** The same for each class: label to accuracy, without classes that have no rows. */
export function accuracyPerClass(
  predicted: ArrayLike<number>,
  expected: ArrayLike<number>,
  labels: readonly string[],
): Record<string, number> {
  const perClass: Record<string, number> = {};
  labels.forEach((label, at) => {
    const rows = Array.from({ length: expected.length }, (_, row) => row).filter((row) => expected[row] === at);
    if (rows.length > 0) perClass[label] = rows.filter((row) => predicted[row] === at).length / rows.length;
  });
  return perClass;
}
