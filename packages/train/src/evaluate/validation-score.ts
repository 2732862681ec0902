import type { RunResult } from '@supcon/core/run/events';

/** Accuracies on the validation split, 0..1. */
export type ValidationFigures = Pick<RunResult, 'validation'>;

/** What validation says of an encoder: the mean of its classifier's and its 5 nearest neighbours' accuracy, since it will serve for both, 0..1. */
export function validationScore({ validation }: ValidationFigures): number {
  return (validation.linear + validation.knn) / 2;
}

/** Whether the second is better than the first by more than chance makes it: by one standard error of the difference of two such scores (both on the same pictures, taken
 * to be correlated by a half, so that it is that of one score).
 * @param pictures in the validation split. */
export function gainsBeyondChance(first: ValidationFigures, second: ValidationFigures, pictures: number): boolean {
  const error = Math.max(standardError(first, pictures), standardError(second, pictures));
  return validationScore(second) - validationScore(first) > error;
}

/** Of a validation score, taken as a share of the validation pictures. */
function standardError(figures: ValidationFigures, pictures: number): number {
  const score = validationScore(figures);
  // One picture is the least that tells: also a perfect score is one of few.
  return Math.max(Math.sqrt((score * (1 - score)) / pictures), 1 / pictures);
}
