import { CoreError } from '../errors.js';

/** Counts of predictions: entry [t · C + p] is the rows of class t that were taken for class p.
 * @param expected [N], 0..C-1.  @param predicted [N], 0..C-1.  @returns [C, C].  @throws CoreError BAD_LABELS. */
export function confusionMatrix(expected: Int32Array, predicted: Int32Array, classes: number): Int32Array {
  if (expected.length !== predicted.length)
    throw new CoreError('BAD_LABELS', `confusionMatrix: ${expected.length} expected labels, but ${predicted.length} predicted`);
  const counts = new Int32Array(classes * classes);
  expected.forEach((label, row) => {
    const answer = predicted[row]!;
    if (label < 0 || label >= classes || answer < 0 || answer >= classes)
      throw new CoreError(
        'BAD_LABELS',
        `confusionMatrix: labels must be 0..${classes - 1}, got ${label} answered with ${answer} in row ${row}`,
      );
    counts[label * classes + answer]!++;
  });
  return counts;
}
