import { describe, expect, it } from 'vitest';
import { probabilities, topPredictions } from './top-predictions.js';

describe('probabilities', () => {
  it('gives the softmax of the logits', () => {
    const given = probabilities(Float32Array.of(Math.log(1), Math.log(6), Math.log(3)), 1);
    [0.1, 0.6, 0.3].forEach((expected, i) => expect(given[i]).toBeCloseTo(expected, 6));
  });

  it('divides by the temperature first: the square root of each weight at 2', () => {
    const given = probabilities(Float32Array.of(Math.log(1), Math.log(16), Math.log(9)), 2);
    [1 / 8, 4 / 8, 3 / 8].forEach((expected, i) => expect(given[i]).toBeCloseTo(expected, 6));
  });

  it('does not overflow for large logits', () => {
    expect([...probabilities(Float32Array.of(1000, -1000), 1)]).toEqual([1, 0]);
  });
});

describe('topPredictions', () => {
  it('gives classes best first, equal ones in their order', () => {
    expect(topPredictions(Float64Array.of(0.1, 0.6, 0.2, 0.1), ['a', 'b', 'c', 'd'], 4).map(({ label }) => label)).toEqual([
      'b',
      'c',
      'a',
      'd',
    ]);
  });

  it('cuts at k without changing the probabilities', () => {
    expect(topPredictions(Float64Array.of(0.5, 0.5), ['a', 'b'], 1)).toEqual([{ label: 'a', probability: 0.5 }]);
    expect(topPredictions(Float64Array.of(0.5, 0.5), ['a', 'b'], 1000)).toHaveLength(2);
  });
});
