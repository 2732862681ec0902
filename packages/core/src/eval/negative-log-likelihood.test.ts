import { expect, it } from 'vitest';
import { negativeLogLikelihood } from './negative-log-likelihood.js';

it('is the mean surprise, finite for a label held impossible', () => {
  expect(negativeLogLikelihood(Float64Array.of(0.5, 0.5, 0.25, 0.75), Int32Array.of(0, 0), 2)).toBeCloseTo(
    (Math.LN2 + Math.log(4)) / 2,
    12,
  );
  expect(negativeLogLikelihood(Float64Array.of(0, 1), Int32Array.of(0), 2)).toBeCloseTo(52 * Math.LN2, 9);
  expect(() => negativeLogLikelihood(new Float64Array(0), new Int32Array(0), 2)).toThrow(
    expect.objectContaining({ code: 'BAD_SHAPE' }) as Error,
  );
});
