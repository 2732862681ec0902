import { expect, it } from 'vitest';
import { compareAnswers } from './compare-answers.js';

it('counts equal classes, and takes mean and least of the cosines', () => {
  const half = Math.SQRT1_2;
  const a = { embeddings: Float32Array.of(1, 0, 0, 1, half, half), classes: Int32Array.of(0, 1, 2) };
  const b = { embeddings: Float32Array.of(1, 0, 0, 1, 1, 0), classes: Int32Array.of(0, 2, 2) };
  const { images, agreement, cosine } = compareAnswers(a, b);
  expect({ images, agreement }).toEqual({ images: 3, agreement: 2 / 3 });
  expect(cosine.mean).toBeCloseTo((2 + half) / 3, 6);
  expect(cosine.lowest).toBeCloseTo(half, 6);
});
