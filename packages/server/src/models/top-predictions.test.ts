import { describe, expect, it } from 'vitest';
import { topPredictions } from './top-predictions.js';

describe('topPredictions', () => {
  it('gives softmax probabilities, best first', () => {
    const logits = Float32Array.of(Math.log(1), Math.log(6), Math.log(3));
    const predictions = topPredictions(logits, ['a', 'b', 'c'], 3);
    expect(predictions.map(({ label }) => label)).toEqual(['b', 'c', 'a']);
    predictions.forEach(({ probability }, i) => expect(probability).toBeCloseTo([0.6, 0.3, 0.1][i]!, 6));
  });

  it('cuts at k without changing the probabilities', () => {
    expect(topPredictions(Float32Array.of(0, 0), ['a', 'b'], 1)).toEqual([{ label: 'a', probability: 0.5 }]);
    expect(topPredictions(Float32Array.of(0, 0), ['a', 'b'], 1000)).toHaveLength(2);
  });

  it('does not overflow for large logits', () => {
    expect(topPredictions(Float32Array.of(1000, -1000), ['a', 'b'], 2)).toEqual([
      { label: 'a', probability: 1 },
      { label: 'b', probability: 0 },
    ]);
  });
});
