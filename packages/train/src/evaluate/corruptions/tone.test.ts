import { expect, it } from 'vitest';
import { bytes, corruptionCases, expectCase } from '../../../test/corruption-fixtures.js';
import { brighten, flatten } from './tone.js';

it.each(corruptionCases('brightness'))('brighten is colorsys’ V + $arguments', ({ arguments: [amount], pixels }) => {
  const image = bytes();
  brighten(image, amount!);
  expectCase(image, pixels);
});

it.each(corruptionCases('contrast'))('flatten to $arguments is NumPy’s', ({ arguments: [left], pixels }) => {
  const image = bytes();
  flatten(image, left!);
  expectCase(image, pixels);
});

it('black becomes grey when brightened', () => {
  const image = new Uint8ClampedArray(3);
  brighten(image, 0.2);
  expect([...image]).toEqual([51, 51, 51]);
});
