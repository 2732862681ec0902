import { expect, it } from 'vitest';
import { expectPixels, fromBytes, picture, pillow, SIDE } from '../../test/augment-fixtures.js';
import { affineWarp, rotation, shearX, shearY, translateX, translateY, type AffineMap } from './affine-warp.js';

/** Pillow cuts off the fraction of the result. */
const TOLERANCE = 1;

const warped = (map: AffineMap): Float32Array => {
  const image = picture();
  affineWarp(image, SIDE, map, new Float32Array(image.length));
  return image;
};

it.each(pillow.warps)('moves pixels as Pillow does: $map', ({ map, pixels }) => {
  expectPixels(warped(map as unknown as AffineMap), fromBytes(pixels), TOLERANCE);
});

/** torchvision's names and units: its positive translations go right and down. */
const MAPS: Readonly<Record<string, (magnitude: number) => AffineMap>> = {
  ShearX: (magnitude) => shearX(magnitude),
  ShearY: (magnitude) => shearY(magnitude),
  TranslateX: (magnitude) => translateX(-magnitude),
  TranslateY: (magnitude) => translateY(-magnitude),
  Rotate: (magnitude) => rotation(magnitude, SIDE),
};

it.each(pillow.operations)('is torchvision’s $name by $magnitude', ({ name, magnitude, pixels }) => {
  expectPixels(warped(MAPS[name]!(magnitude)), fromBytes(pixels), TOLERANCE);
});

it('leaves the picture alone under the identity, and fills with grey what comes from outside', () => {
  expectPixels(warped([1, 0, 0, 0, 1, 0]), picture(), 0);
  expect(new Set(warped(translateX(SIDE)))).toEqual(new Set([128]));
});
