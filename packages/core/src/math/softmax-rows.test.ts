import { expect, it } from 'vitest';
import { softmaxRows } from './softmax-rows.js';

it('gives the mean loss, its gradient and the hits', () => {
  const { loss, gradient, correct } = softmaxRows(Float64Array.of(Math.log(3), 0, 0, 0), 2, Int32Array.of(0, 1));
  expect(loss).toBeCloseTo((Math.log(4 / 3) + Math.LN2) / 2, 12);
  [-0.125, 0.125, 0.25, -0.25].forEach((want, at) => {
    expect(gradient[at]).toBeCloseTo(want, 12);
  });
  // Equal logits: the first class counts as the answer.
  expect(correct).toBe(1);
});

it('survives logits beyond the range of exp, and passes NaN on', () => {
  expect(softmaxRows(Float32Array.of(2000, -2000), 2, Int32Array.of(1))).toMatchObject({ loss: 4000, correct: 0 });
  expect(softmaxRows(Float32Array.of(Number.NaN, 0), 2, Int32Array.of(0)).loss).toBeNaN();
});
