import { classificationScores, confusionMatrix, type PrecisionRecall } from '@supcon/core';

/** What a classifier's answers are worth, as plain JSON; shares in 0..1. */
export interface ClassifierScores {
  readonly accuracy: number;
  /** By label; support is the number of rows. */
  readonly perClass: Readonly<Record<string, PrecisionRecall & { readonly support: number }>>;
  readonly macro: PrecisionRecall;
  readonly weighted: PrecisionRecall;
  /** [expected][predicted] counts, in the order of the labels. */
  readonly confusion: readonly (readonly number[])[];
}

/** @param expected [N] and @param predicted [N] index into the labels.  @throws CoreError BAD_LABELS. */
export function scoreAnswers(expected: Int32Array, predicted: Int32Array, labels: readonly string[]): ClassifierScores {
  const classes = labels.length;
  const counts = confusionMatrix(expected, predicted, classes);
  const { accuracy, perClass, macro, weighted } = classificationScores(counts, classes);
  return {
    accuracy,
    perClass: Object.fromEntries(labels.map((label, c) => [label, perClass[c]!])),
    macro,
    weighted,
    confusion: labels.map((_, c) => [...counts.subarray(c * classes, (c + 1) * classes)]),
  };
}
