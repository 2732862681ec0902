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

/** The mean of the classes' accuracies, 0..1, in which a small class counts as much as a large one (the mean recall, scikit-learn's
 * balanced accuracy); 0 for no classes. @param perClass from `accuracyPerClass`. */
export function balancedAccuracy(perClass: Readonly<Record<string, number>>): number {
  const values = Object.values(perClass);
  return values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
}

/** The class that is recognised least; of equals, the first. @param perClass from `accuracyPerClass`. */
export function worstClass(perClass: Readonly<Record<string, number>>): { readonly label: string; readonly accuracy: number } | undefined {
  const [first, ...others] = Object.entries(perClass);
  if (!first) return undefined;
  const [label, accuracy] = others.reduce((least, next) => (next[1] < least[1] ? next : least), first);
  return { label, accuracy };
}

/** Both as one line for people: "balanced accuracy 50.0 %, worst class cat 0.0 %"; undefined for no classes. */
export function describeBalance(perClass: Readonly<Record<string, number>>): string | undefined {
  const worst = worstClass(perClass);
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return worst && `balanced accuracy ${percent(balancedAccuracy(perClass))}, worst class ${worst.label} ${percent(worst.accuracy)}`;
}
