import { describe, expect, it } from 'vitest';
import { validationScore } from '../evaluate/validation-score.js';
import { chooseCandidate, type FinishedCandidate } from './choose-candidate.js';

const candidate = (role: FinishedCandidate['role'], linear: number, knn: number, validation = 200, test = 0.5): FinishedCandidate => ({
  role,
  run: `run-${role}`,
  result: {
    validation: { linear, knn },
    test: { linear: test, knn: test, rawPixels: 0 },
    seconds: 1,
    images: { train: 800, validation, test: 200 },
  },
});

describe('chooseCandidate', () => {
  it('takes what validation likes clearly better, by classifier and neighbours together', () => {
    const all = [candidate('probe', 0.88, 0.86), candidate('fine-tuned', 0.93, 0.93), candidate('cross-entropy', 0.94, 0.9)];
    const { chosen, reason } = chooseCandidate(all);
    expect(chosen.role).toBe('fine-tuned');
    expect(validationScore(chosen.result)).toBeCloseTo(0.93);
    expect(reason).toMatch(/SupCon fine-tuning, 93\.0 % .*frozen probe 87\.0 %, cross-entropy fine-tuning 92\.0 %/);
  });

  it('stays with what was tried before where the gain may be chance, and says that something is above it', () => {
    // One standard error of 0.9 over 200 pictures is 0.021.
    expect(chooseCandidate([candidate('probe', 0.9, 0.9), candidate('fine-tuned', 0.92, 0.92)]).chosen.role).toBe('probe');
    const { chosen, reason } = chooseCandidate([candidate('probe', 0.9, 0.9), candidate('fine-tuned', 0.925, 0.925)]);
    expect(chosen.role).toBe('fine-tuned');
    expect(reason).not.toMatch(/chance/);
    expect(chooseCandidate([candidate('fine-tuned', 0.93, 0.93), candidate('cross-entropy', 0.94, 0.94)]).reason).toMatch(/chance/);
  });

  it('asks for more where there are few validation pictures', () => {
    expect(chooseCandidate([candidate('probe', 0.8, 0.8, 10), candidate('fine-tuned', 0.9, 0.9, 10)]).chosen.role).toBe('probe');
    expect(chooseCandidate([candidate('probe', 0.8, 0.8, 1000), candidate('fine-tuned', 0.82, 0.82, 1000)]).chosen.role).toBe('fine-tuned');
    // A perfect score of ten pictures has no variance of its own and proves little.
    expect(chooseCandidate([candidate('probe', 1, 0.9, 10), candidate('fine-tuned', 1, 1, 10)]).chosen.role).toBe('probe');
  });

  it('does not look at the test split', () => {
    const all = [candidate('probe', 0.8, 0.8, 200, 0.99), candidate('fine-tuned', 0.9, 0.9, 200, 0.01)];
    expect(chooseCandidate(all).chosen.role).toBe('fine-tuned');
  });
});
