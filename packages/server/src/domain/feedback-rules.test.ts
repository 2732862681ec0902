import { describe, expect, it } from 'vitest';
import { requireTold } from './feedback-rules.js';

describe('requireTold', () => {
  it('takes what classify answers, brings names to one form and fills in what was left out', () => {
    const model = { name: 'photos', version: 2, alias: 'production' };
    expect(
      requireTold({ label: ' Ka\u0308se ', predicted: { label: 'a\u0308', probability: 1, model }, mayTrain: true, note: '' }),
    ).toEqual({
      label: 'K\u00e4se',
      predicted: { label: '\u00e4', probability: 1, unknown: null, model: { name: 'photos', version: 2 } },
      mayTrain: true,
      note: '',
    });
    expect(requireTold({ label: '🐈' })).toEqual({ label: '🐈', predicted: null, mayTrain: false, note: null });
  });

  it('lets the note go no further without consent', () => {
    expect(requireTold({ label: 'apple', note: 'from Ada' }).note).toBeNull();
  });

  it.each([
    ['no label', { label: undefined }],
    ['an empty label', { label: '' }],
    ['white space', { label: '  ' }],
    ['two lines', { label: 'a\nb' }],
    ['a hidden character', { label: 'ca\u200bt' }],
    ['a long label', { label: 'x'.repeat(201) }],
    ['consent as text', { label: 'a', mayTrain: 'true' }],
    ['a long note', { label: 'a', note: 'x'.repeat(501) }],
    ['a note that is none', { label: 'a', note: 5 }],
    ['a prediction as text', { label: 'a', predicted: 'b' }],
    ['a prediction without a label', { label: 'a', predicted: {} }],
    ['a predicted label of two lines', { label: 'a', predicted: { label: 'b\tc' } }],
    ['another member', { label: 'a', predicted: { label: 'b', score: 1 } }],
    ['a probability above 1', { label: 'a', predicted: { label: 'b', probability: 1.1 } }],
    ['a probability that is no number', { label: 'a', predicted: { label: 'b', probability: Number.NaN } }],
    ['unknown as text', { label: 'a', predicted: { label: 'b', unknown: 'yes' } }],
    ['a model without a version', { label: 'a', predicted: { label: 'b', model: { name: 'm' } } }],
    ['a model of another kind', { label: 'a', predicted: { label: 'b', model: 'm/1' } }],
    ['a model with a path', { label: 'a', predicted: { label: 'b', model: { name: '../m', version: 1 } } }],
  ])('refuses %s', (_, wishes) => {
    expect(() => requireTold(wishes)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }) as Error);
  });
});
