import { expect, it } from 'vitest';
import { softmaxProbabilities } from './softmax-probabilities.js';

it('divides by the temperature, and survives logits beyond the range of exp', () => {
  const close = (...values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 12) as unknown);
  expect([...softmaxProbabilities(Float64Array.of(0, Math.log(3), 2000, -2000), 2)]).toEqual(close(0.25, 0.75, 1, 0));
  expect([...softmaxProbabilities(Float64Array.of(0, Math.log(9)), 2, 2)]).toEqual(close(0.25, 0.75));
});
