import type { CandidateRole, RunResult } from '@supcon/core/run/events';
import { gainsBeyondChance, validationScore } from '../evaluate/validation-score.js';
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

/** Takes the candidate with the highest validation score, where one that was tried later has to be better than those before by more than chance makes it. With few
 * validation pictures the probe stays. The test split says nothing here.
 * @param candidates at least one, in the order in which they were tried. */
export function chooseCandidate(candidates: readonly FinishedCandidate[]): Selection {
  // A result that does not say how many pictures there were is an old one.
  const pictures = Math.min(...candidates.map(({ result }) => result.images?.validation ?? 1));
  const chosen = candidates.reduce((best, next) => (gainsBeyondChance(best.result, next.result, pictures) ? next : best));
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
