import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { linearBackward, linearForward } from './linear-products.js';

it.each([
  [1, 1, 1],
  [2, 3, 4],
  [5, 2, 6],
  [7, 5, 3],
  [9, 4, 9],
  [4, 8, 2],
  // More than one tile, the last one odd in every way.
  [131, 2001, 3],
])('agree with plain loops for %i rows of %i and %i classes', (rows, width, classes) => {
  const features = normals(1, rows * width);
  const parameters = Float64Array.from(normals(2, (width + 1) * classes));
  const logits = new Float64Array(rows * classes).fill(Number.NaN);
  linearForward(features, rows, width, parameters, classes, logits);
  const dLogits = Float64Array.from(normals(3, rows * classes));
  const gradient = new Float64Array(parameters.length).fill(Number.NaN);
  linearBackward(features, rows, width, dLogits, classes, gradient);
  const want = new Float64Array(parameters.length);
  for (let n = 0; n < rows; n++)
    for (let c = 0; c < classes; c++) {
      let logit = parameters[classes * width + c]!;
      const d = dLogits[n * classes + c]!;
      want[classes * width + c]! += d;
      for (let i = 0; i < width; i++) {
        logit += features[n * width + i]! * parameters[c * width + i]!;
        want[c * width + i]! += d * features[n * width + i]!;
      }
      expect(logits[n * classes + c]).toBeCloseTo(logit, 12);
    }
  want.forEach((value, at) => {
    expect(gradient[at]).toBeCloseTo(value, 12);
  });
});

it('know nothing of what was computed before', () => {
  const [rows, width, classes] = [3, 4, 1];
  const [features, parameters] = [normals(1, rows * width), Float64Array.from(normals(2, (width + 1) * classes))];
  const once = (): { logits: Float64Array; gradient: Float64Array } => {
    const [logits, gradient] = [new Float64Array(rows * classes), new Float64Array(parameters.length)];
    linearForward(features, rows, width, parameters, classes, logits);
    linearBackward(features, rows, width, logits, classes, gradient);
    return { logits, gradient };
  };
  const first = once();
  const noNumbers = new Float64Array(8 * 9).fill(Number.NaN);
  linearForward(new Float32Array(64 * 8).fill(Number.NaN), 64, 8, noNumbers, 8, new Float64Array(64 * 8));
  linearBackward(new Float32Array(64 * 8).fill(Number.NaN), 64, 8, new Float64Array(64 * 8).fill(Number.NaN), 8, noNumbers);
  expect(once()).toEqual(first);
});
