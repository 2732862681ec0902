import { expect, it } from 'vitest';
import { fitKnnDetector, knnScores } from './knn-detector.js';

it('is the cosine distance of the k-th nearest; k no larger than the reference', () => {
  const reference = Float32Array.of(2, 0, 0, 3, -1, 0);
  expect([...knnScores(fitKnnDetector(reference, 3, 1), Float32Array.of(5, 0, 0, -1))]).toEqual([0, 1]);
  expect([...knnScores(fitKnnDetector(reference, 3, 2), Float32Array.of(5, 0))]).toEqual([1]);
  expect([...knnScores(fitKnnDetector(reference, 3, 50), Float32Array.of(5, 0))]).toEqual([expect.closeTo(2, 12)]);
  expect(() => fitKnnDetector(reference, 3, 0)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
});
