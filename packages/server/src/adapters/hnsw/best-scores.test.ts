import { describe, expect, it } from 'vitest';
import { uniforms } from '../../../test/tiny-artifact.js';
import { BestScores } from './best-scores.js';

describe('BestScores', () => {
  it.each([1, 2, 10, 500, 5000])('keeps what is at most a margin below the k-th best, out of a list in any order (k %s)', (k) => {
    const uniform = uniforms(k);
    const random = Array.from({ length: 4000 }, () => Math.floor(uniform() * 2000) - 1000);
    const orders = [random, random.toSorted((a, b) => a - b), random.toSorted((a, b) => b - a), random.map(() => 7)];
    for (const scores of orders)
      for (const margin of [0, 5]) {
        const best = new BestScores(k, margin);
        scores.forEach((score, slot) => {
          if (score >= best.least) best.add(slot, score);
        });
        const least = (scores.toSorted((a, b) => b - a)[k - 1] ?? -Infinity) - margin;
        expect(best.slots).toEqual(scores.flatMap((score, slot) => (score >= least ? [slot] : [])));
      }
  });
});
