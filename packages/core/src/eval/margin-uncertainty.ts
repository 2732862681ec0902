import { CoreError } from '../errors.js';

/** How undecided a classifier is between its two most probable classes: 1 - (p₁ - p₂), from 0 (one class has it all) to 1 (both are equally probable).
 * "Margin sampling": Scheffer, Decomain and Wrobel 2001, Active Hidden Markov Models for Information Extraction.
 * @param probabilities [N, C].  @param classes C, at least 2.  @returns [N] float64.  @throws CoreError BAD_SHAPE. */
export function marginUncertainty(probabilities: Float32Array | Float64Array, classes: number): Float64Array {
  if (!Number.isInteger(classes) || classes < 2 || probabilities.length % classes !== 0)
    throw new CoreError(
      'BAD_SHAPE',
      `marginUncertainty: wanted rows of at least 2 classes, got ${probabilities.length} values in rows of ${classes}`,
    );
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    let [first, second] = [-Infinity, -Infinity];
    for (let at = row * classes; at < (row + 1) * classes; at++) {
      const value = probabilities[at]!;
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
    return 1 - (first - second);
  });
}
