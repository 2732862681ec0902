import { it } from 'vitest';
import { SIDE } from '../../../test/augment-fixtures.js';
import { bytes, corruptionCases, expectCase } from '../../../test/corruption-fixtures.js';
import { motionBlur } from './motion-blur.js';

it.each(corruptionCases('motion'))(
  'is the slow loop: radius, sigma and degrees $arguments',
  ({ arguments: [radius, sigma, degrees], pixels }) => {
    const image = bytes();
    motionBlur(image, SIDE, radius!, sigma!, degrees!);
    expectCase(image, pixels);
  },
);
