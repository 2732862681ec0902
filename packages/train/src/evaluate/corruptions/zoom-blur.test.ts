import { expect, it } from 'vitest';
import { SIDE } from '../../../test/augment-fixtures.js';
import { bytes, corruptionCases, expectCase } from '../../../test/corruption-fixtures.js';
import { zoomBlur } from './zoom-blur.js';

it.each(corruptionCases('zoom'))('is the mean of SciPy’s enlargements up to $arguments', ({ arguments: [factor], pixels }) => {
  const image = bytes();
  zoomBlur(image, SIDE, factor!);
  expectCase(image, pixels);
});

it('changes nothing without an enlargement', () => {
  const image = bytes();
  zoomBlur(image, SIDE, 1);
  expect(image).toEqual(bytes());
});
