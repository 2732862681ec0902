import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.js';

describe('didYouMean', () => {
  it('names the closest word, and nothing where all are far', () => {
    expect(didYouMean('qick', ['quick', 'imagenet5'])).toBe(" Did you mean 'quick'?");
    expect(didYouMean('zebra', ['quick', 'imagenet5'])).toBe('');
  });
});
