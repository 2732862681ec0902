import type { RunEvent } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { describeHead } from './describe-head.js';

const result = (kept: boolean): RunEvent => ({
  type: 'result',
  adapter: {
    kept,
    plain: { validation: { linear: 0.9, knn: 0.85 }, test: { linear: 0.1, knn: 0.1 } },
    adapted: { validation: { linear: 0.925, knn: 0.91 }, test: { linear: 0.2, knn: 0.2 } },
  },
});

describe('describeHead', () => {
  it('says whether it is kept, with what validation says of both', () => {
    const [kept, left] = [describeHead([result(true)]), describeHead([result(false)])];
    expect(kept).toMatch(/is kept\. .*92\.5 % and 91\.0 % with it, 90\.0 % and 85\.0 % without/);
    expect(left).toMatch(/stays as it came.*92\.5 % and 91\.0 % with it/);
  });

  it('says nothing of a run without a head or without a result', () => {
    expect(describeHead([])).toBeUndefined();
    expect(describeHead([{ type: 'result' }])).toBeUndefined();
  });
});
