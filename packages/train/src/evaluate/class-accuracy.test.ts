import { describe, expect, it } from 'vitest';
import { accuracy, accuracyPerClass, balancedAccuracy, describeBalance, predictLabels, worstClass } from './class-accuracy.js';

describe('accuracy', () => {
  it('is the share of right answers', () => {
    expect(accuracy([0, 1, 2, 2], [0, 1, 1, 2])).toBe(0.75);
    expect(accuracy([], [])).toBe(0);
  });

  it('a class at a time leaves out classes without rows', () => {
    expect(accuracyPerClass([0, 1, 1, 0], [0, 0, 1, 1], ['cat', 'dog', 'eel'])).toEqual({ cat: 0.5, dog: 0.5 });
  });
});

describe('predictLabels', () => {
  it('takes the largest logit, of equals the first', () => {
    const classifier = { weight: Float32Array.of(1, 0, 0, 0, 1, 0), bias: Float32Array.of(0, 0, 0.5) };
    expect([...predictLabels(classifier, Float32Array.of(3, 1, 1, 2, 0.1, 0.2, 0.5, 0.5), 4)]).toEqual([0, 1, 2, 0]);
  });
});

describe('balancedAccuracy and worstClass', () => {
  it('give every class the same weight', () => {
    // 7 of 8, 1 of 2 and 0 of 1 are right; a class without pictures does not count.
    const perClass = accuracyPerClass([0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2], ['a', 'b', 'c', 'd']);
    expect(balancedAccuracy(perClass)).toBeCloseTo((7 / 8 + 1 / 2 + 0) / 3, 12);
    expect(worstClass(perClass)).toEqual({ label: 'c', accuracy: 0 });
    expect(describeBalance(perClass)).toBe('balanced accuracy 45.8 %, worst class c 0.0 %');
  });

  it('say nothing of no classes', () => {
    expect([balancedAccuracy({}), worstClass({}), describeBalance({})]).toEqual([0, undefined, undefined]);
  });
});
