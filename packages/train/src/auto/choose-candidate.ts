import type { CandidateRole, RunResult } from '@supcon/core/run/events';
import { ROLE_TITLES } from '../run/candidate.js';

/** A finished run with what it was tried for. */
export interface FinishedCandidate {
  readonly role: CandidateRole;
  readonly run: string;
  readonly result: Pick<RunResult, 'validation' | 'test' | 'seconds' | 'epochs' | 'images'>;
}

/** What was kept, and why. */
export interface Selection {
  readonly chosen: FinishedCandidate;
  readonly reason: string;
}

/** What validation says of an encoder: the mean of its classifier's and its 5 nearest neighbours' accuracy, since it will serve for both, 0..1. */
export function validationScore({ validation }: Pick<RunResult, 'validation'>): number {
  return (validation.linear + validation.knn) / 2;
}

/** Takes the candidate with the highest validation score, where one that was tried later has to be better than those before by more than chance makes it: by one
 * standard error of the difference of two such scores (both on the same pictures, taken to be correlated by a half, so that it is that of one score). With few
 * validation pictures the probe stays. The test split says nothing here.
 * @param candidates at least one, in the order in which they were tried. */
export function chooseCandidate(candidates: readonly FinishedCandidate[]): Selection {
  const chosen = candidates.reduce((best, next) => {
    const gain = validationScore(next.result) - validationScore(best.result);
    return gain > Math.max(standardError(best.result), standardError(next.result)) ? next : best;
  });
  const others = candidates.filter((candidate) => candidate !== chosen);
  const percent = ({ result }: FinishedCandidate): string => `${(100 * validationScore(result)).toFixed(1)} %`;
  const against = others.map((other) => `${ROLE_TITLES[other.role]} ${percent(other)}`).join(', ');
  const title = ROLE_TITLES[chosen.role];
  if (others.length === 0) return { chosen, reason: `${title} is all that was tried` };
  const best = candidates.every(({ result }) => validationScore(result) <= validationScore(chosen.result));
  return {
    chosen,
    reason: `${title}, ${percent(chosen)} on validation, the mean of classifier and 5-NN (${against})${best ? '' : '; what is above it is so by less than chance makes it'}`,
  };
}

/** Of a validation score, taken as a share of the validation pictures. A result that does not say how many there are is an old one. */
function standardError(result: FinishedCandidate['result']): number {
  const score = validationScore(result);
  const count = result.images?.validation ?? 1;
  // One picture is the least that tells: also a perfect score is one of few.
  return Math.max(Math.sqrt((score * (1 - score)) / count), 1 / count);
}
