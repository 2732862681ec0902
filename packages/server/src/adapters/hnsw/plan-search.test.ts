import { describe, expect, it } from 'vitest';
import { graphCost, isScanBetter, scanCost } from './plan-search.js';

describe('isScanBetter', () => {
  it('compares every vector of a small collection, and asks the graph of a large one', () => {
    expect(isScanBetter({ live: 2000, fitting: 2000, ef: 64, m: 16 })).toBe(true);
    expect(isScanBetter({ live: 100_000, fitting: 100_000, ef: 64, m: 16 })).toBe(false);
    // A graph that has to look at very much is no short cut.
    expect(isScanBetter({ live: 100_000, fitting: 100_000, ef: 2000, m: 16 })).toBe(true);
  });

  it('compares all that fit where few do, however large the collection is', () => {
    expect(isScanBetter({ live: 1_000_000, fitting: 10_000, ef: 64, m: 16 })).toBe(true);
    expect(isScanBetter({ live: 1_000_000, fitting: 700_000, ef: 64, m: 16 })).toBe(false);
    expect(isScanBetter({ live: 100_000, fitting: 10_000, ef: 64, m: 16 })).toBe(true);
  });

  it('never chooses what costs more than three times the other way', () => {
    for (const live of [1000, 30_000, 100_000, 3_000_000])
      for (const share of [0, 0.0001, 0.001, 0.01, 0.1, 0.3, 0.5, 0.8, 1])
        for (const ef of [10, 64, 300, 4000]) {
          const costs = { live, fitting: Math.floor(live * share), ef, m: 16 };
          const [scan, graph] = [scanCost(costs), graphCost(costs)];
          const chosen = isScanBetter(costs) ? scan : graph;
          expect(chosen).toBeLessThanOrEqual(3 * Math.min(scan, graph));
        }
  });
});
