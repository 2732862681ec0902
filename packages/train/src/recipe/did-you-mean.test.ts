import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance } from './did-you-mean.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
  ])('of %j and %j is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('didYouMean', () => {
  it('names the closest word, and nothing where all are far', () => {
    expect(didYouMean('qick', ['quick', 'imagenet5'])).toBe(" Did you mean 'quick'?");
    expect(didYouMean('zebra', ['quick', 'imagenet5'])).toBe('');
  });
});
