import { expect, it } from 'vitest';
import { normaliseImage, PREPROCESSING } from '../image/preprocess.js';
import { preprocessingOf } from './preprocessing-of.js';

it('is (pixel - 127) / 128 for an EfficientNet-Lite, for every pixel there is', () => {
  const pixels = Uint8Array.from({ length: 3 * 256 }, (_, at) => Math.floor(at / 3));
  const normalised = normaliseImage(pixels, preprocessingOf({ kind: 'efficientnet-lite' }));
  normalised.forEach((value, at) => expect(value).toBeCloseTo((Math.floor(at / 3) - 127) / 128, 7));
});

it.each(['resnet', 'wide-resnet', 'mobilenet'] as const)("is ImageNet's for a %s", (kind) => {
  expect(preprocessingOf({ kind })).toEqual(PREPROCESSING);
});
