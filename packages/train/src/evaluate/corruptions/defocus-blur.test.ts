import { expect, it } from 'vitest';
import { SIDE } from '../../../test/augment-fixtures.js';
import { bytes, corruptionCases, expectCase } from '../../../test/corruption-fixtures.js';
import { defocusBlur, discKernel } from './defocus-blur.js';

it.each(corruptionCases('defocus'))(
  'is SciPy’s convolution with a disc: radius and smoothing $arguments',
  ({ arguments: [radius, smoothing], pixels }) => {
    const image = bytes();
    defocusBlur(image, SIDE, radius!, smoothing!);
    expectCase(image, pixels);
  },
);

it('has a kernel that adds up to 1', () => {
  for (const radius of [0.5, 3, 9.5]) expect(discKernel(radius, 0.5).weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
});
