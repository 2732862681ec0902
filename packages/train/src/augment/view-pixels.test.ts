import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { normaliseImage, PREPROCESSING } from '@supcon/core/image';
import { cropAndResize } from '../../test/tensorflow-pictures.js';
import { brightness, contrast, hueRotation, IDENTITY, randomColourMap, type ColourMap } from './colour-map.js';
import { cropBox, randomCrop } from './random-crop.js';
import { createViewPixels, type CropBox, type ViewPixels } from './view-pixels.js';

const rng = createRng(4, 'crop-pixels');
const noise = (side: number): Uint8Array => Uint8Array.from({ length: side * side * 3 }, () => rng.integer(256));
const WHOLE: CropBox = [0, 0, 1, 1];
/** A picture as it is. */
const viewOf = (picture: Uint8Array): ViewPixels => {
  const side = Math.sqrt(picture.length / 3);
  const view = createViewPixels(side, side);
  view.crop(picture, WHOLE);
  return view;
};

describe('crop', () => {
  const crop = (picture: Uint8Array, side: number, box: CropBox, size: number): Float32Array => {
    const view = createViewPixels(side, size);
    view.crop(picture, box);
    return view.image;
  };

  it.each([
    [20, 16],
    [16, 16],
    [9, 24],
    [30, 7],
  ])('cuts %i px to %i px as TensorFlow’s CropAndResize', async (side, size) => {
    const picture = noise(side);
    const options = { scale: [0.1, 1], aspect: [0.5, 2], flip: 0.5 } as const;
    for (let draw = 0; draw < 12; draw++) {
      const box = cropBox(randomCrop(rng, side, options), side, size);
      const wanted = await cropAndResize(picture, side, Float32Array.from(box), Int32Array.of(0), size);
      crop(picture, side, box, size).forEach((value, at) => {
        // TensorFlow's positions are float32, and keep a hair inside the border.
        expect(Math.abs(value - wanted[at]!)).toBeLessThan(0.02);
      });
    }
  });

  it('returns the picture itself, or its mirror image, for the whole box at its own size', () => {
    const side = 11;
    const picture = noise(side);
    expect([...crop(picture, side, WHOLE, side)]).toEqual([...picture]);
    const mirrored = crop(picture, side, [0, 1, 1, 0], side);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        for (let channel = 0; channel < 3; channel++)
          expect(mirrored[(y * side + x) * 3 + channel]).toBe(picture[(y * side + side - 1 - x) * 3 + channel]);
  });

  it('takes the middle of the box for a single pixel', () => {
    const picture = Uint8Array.of(10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0);
    expect([...crop(picture, 2, WHOLE, 1)]).toEqual([25, 0, 0]);
  });

  it('cuts one picture after the other', () => {
    const side = 7;
    const view = createViewPixels(side, side);
    for (const picture of [noise(side), noise(side), noise(side)]) {
      view.crop(picture, WHOLE);
      expect([...view.image]).toEqual([...picture]);
      // The next cut begins in the other of the two images.
      view.mapColours(IDENTITY);
      expect([...view.image]).toEqual([...picture]);
    }
  });
});

describe('mapColours', () => {
  const picture = noise(5);
  const drawMap = (): ColourMap => {
    const jitter = { probability: 1, brightness: 0.9, contrast: 0.9, saturation: 0.9, hue: 0.5 };
    return randomColourMap(rng, [90, 120, 60], jitter, 0.2);
  };
  /** One value after the other, in float64. */
  const mapped = ({ matrix, offset }: ColourMap): number[] =>
    Array.from(picture, (_, at) => {
      const pixel = Math.floor(at / 3) * 3;
      let value = offset[at % 3]!;
      for (let channel = 0; channel < 3; channel++) value += picture[pixel + channel]! * matrix[channel * 3 + (at % 3)]!;
      return Math.min(255, Math.max(0, value));
    });

  it('maps each pixel as a row vector and clips to 0..255', () => {
    for (let draw = 0; draw < 20; draw++) {
      const map = drawMap();
      const view = viewOf(picture);
      view.mapColours(map);
      const wanted = mapped(map);
      view.image.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 3));
    }
  });

  it('maps, clips and normalises at once', () => {
    for (let draw = 0; draw < 20; draw++) {
      const map = drawMap();
      const view = viewOf(picture);
      view.mapColours(map, PREPROCESSING);
      const wanted = mapped(map);
      view.image.forEach((value, at) => {
        const channel = at % 3;
        expect(value).toBeCloseTo((wanted[at]! / 255 - PREPROCESSING.mean[channel]!) / PREPROCESSING.std[channel]!, 4);
      });
    }
  });

  it('normalises as serving does', () => {
    const view = viewOf(picture);
    view.mapColours(IDENTITY, PREPROCESSING);
    const wanted = normaliseImage(picture);
    view.image.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 5));
  });

  it('keeps grey grey, whatever the hue, and its own mean under contrast', () => {
    const view = viewOf(Uint8Array.of(70, 70, 70));
    view.mapColours(hueRotation(0.3));
    view.image.forEach((value) => expect(value).toBeCloseTo(70, 1));
    view.mapColours(contrast(1.8, 70));
    view.image.forEach((value) => expect(value).toBeCloseTo(70, 1));
    view.mapColours(brightness(10));
    expect([...view.image]).toEqual([255, 255, 255]);
  });

  it('maps what was changed in place', () => {
    const view = viewOf(picture);
    view.image.fill(30);
    view.mapColours(brightness(2));
    expect(view.image.every((value) => value === 60)).toBe(true);
  });
});

it('averages each channel', () => {
  const picture = noise(9);
  const wanted = [0, 1, 2].map((channel) => picture.filter((_, at) => at % 3 === channel).reduce((sum, value) => sum + value, 0) / 81);
  expect(viewOf(picture).meanColour()).toEqual(wanted);
});
