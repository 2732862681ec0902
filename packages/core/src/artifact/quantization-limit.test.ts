import { expect, it } from 'vitest';
import { isWithinLimit, QUANTIZATION_LIMIT } from './quantization-limit.js';

const measured = (of: { images?: number; otherwise?: number; cosine?: number } = {}) => {
  const { images = 100, otherwise = 0, cosine = 0.999 } = of;
  return { images, agreement: (images - otherwise) / images, cosine: { mean: cosine, lowest: -1 } };
};

it.each([
  ['nothing lost', measured(), true],
  ['two of a hundred given another class', measured({ otherwise: 2 }), true],
  ['one of fifty', measured({ images: 50, otherwise: 1 }), true],
  ['three of a hundred', measured({ otherwise: 3 }), false],
  ['embeddings just near enough', measured({ cosine: 0.95 }), true],
  ['embeddings too far apart', measured({ cosine: 0.9499 }), false],
  ['pictures just enough', measured({ images: 20 }), true],
  ['too few pictures', measured({ images: 19 }), false],
  ['a cosine that is no number', measured({ cosine: Number.NaN }), false],
])('%s', (_, validation, within) => {
  expect(isWithinLimit({ validation, limit: QUANTIZATION_LIMIT })).toBe(within);
});

it('waits to be asked for where the artifact says no limit', () => {
  expect(isWithinLimit({ validation: measured() })).toBe(false);
});
