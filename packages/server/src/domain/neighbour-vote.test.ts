import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourVote } from './neighbour-vote.js';

describe('neighbourVote', () => {
  it('gives each class its share, most votes first', () => {
    expect(neighbourVote(['a', 'b', 'b', 'c', 'b'])).toEqual([
      { label: 'b', share: 0.6 },
      { label: 'a', share: 0.2 },
      { label: 'c', share: 0.2 },
    ]);
  });

  it('lets the nearer one go first of equals, and pictures without a label not vote', () => {
    expect(neighbourVote([null, 'b', 'a', 'a', 'b', null])).toEqual([
      { label: 'b', share: 0.5 },
      { label: 'a', share: 0.5 },
    ]);
    expect(neighbourVote([null])).toEqual([]);
    expect(neighbourVote([])).toEqual([]);
  });

  it('agrees with counting in a loop', () => {
    const labels = fc.array(fc.option(fc.constantFrom<string>('a', 'b', 'c', '__proto__'), { nil: null }), { maxLength: 30 });
    fc.assert(
      fc.property(labels, (given) => {
        const voters = given.filter((label) => label !== null);
        const vote = neighbourVote(given);
        for (const { label, share } of vote) expect(share).toBe(voters.filter((voter) => voter === label).length / voters.length);
        expect(new Set(vote.map(({ label }) => label))).toEqual(new Set(voters));
        vote.slice(1).forEach((next, i) => {
          const before = vote[i]!;
          expect(
            before.share > next.share || (before.share === next.share && voters.indexOf(before.label) < voters.indexOf(next.label)),
          ).toBe(true);
        });
      }),
    );
  });
});
