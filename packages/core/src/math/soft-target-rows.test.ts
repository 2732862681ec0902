import { expect, it } from 'vitest';
import { softTargetRows } from './soft-target-rows.js';
import { softmaxRows } from './softmax-rows.js';

it('is the cross-entropy of labels where the targets are certain and the rows weigh the same', () => {
  const logits = Float64Array.of(0.3, -1, 2, 0, 0, 0.5);
  const soft = softTargetRows(logits, 3, Float64Array.of(1, 0, 0, 0, 0, 1), Float64Array.of(4, 4));
  const hard = softmaxRows(logits, 3, Int32Array.of(0, 2));
  expect(soft.loss).toBeCloseTo(hard.loss, 12);
  expect(soft.correct).toBe(hard.correct);
  soft.gradient.forEach((value, at) => {
    expect(value).toBeCloseTo(hard.gradient[at]!, 12);
  });
});

it('never falls below the entropy of its targets, and reaches it where the softmax equals them', () => {
  const targets = Float64Array.of(0.7, 0.2, 0.1);
  const entropy = -targets.reduce((sum, p) => sum + p * Math.log(p), 0);
  const { loss, gradient } = softTargetRows(targets.map(Math.log), 3, targets, Float64Array.of(1));
  expect(loss).toBeCloseTo(entropy, 12);
  for (const value of gradient) expect(value).toBeCloseTo(0, 12);
});

it('weighs rows, and answers 0 where all weigh nothing', () => {
  const logits = Float64Array.of(0, 0, Math.log(3), 0);
  const targets = Float64Array.of(1, 0, 0, 1);
  expect(softTargetRows(logits, 2, targets, Float64Array.of(1, 3)).loss).toBeCloseTo((Math.LN2 + 3 * Math.log(4)) / 4, 12);
  const none = softTargetRows(logits, 2, targets, new Float64Array(2));
  expect([none.loss, ...none.gradient].every((value) => Math.abs(value) === 0)).toBe(true);
});

it('survives logits beyond the range of exp where a target is 0, and passes NaN on', () => {
  expect(softTargetRows(Float32Array.of(2000, -2000), 2, Float32Array.of(1, 0), Float64Array.of(1)).loss).toBe(0);
  expect(softTargetRows(Float32Array.of(Number.NaN, 0), 2, Float32Array.of(0.5, 0.5), Float64Array.of(1)).loss).toBeNaN();
});
