import { expect, it } from 'vitest';
import { capPositives } from './positives-cap.js';

/** Positives of anchor i that stay. */
const kept = (labels: readonly number[], cap: number, i: number, images?: readonly number[], rows = labels.length): number[] => {
  const leftOut = capPositives(Int32Array.from(labels), rows, cap, images);
  return labels.flatMap((label, j) => (j !== i && label === labels[i] && !leftOut(i, j) ? [j] : []));
};

it('always keeps the views of its own image, and other images in the order of the batch up to the cap', () => {
  // Four images in two views each, view-major, all of one label.
  const images = [7, 3, 9, 5, 7, 3, 9, 5];
  const labels = images.map(() => 0);
  expect(kept(labels, 0, 2, images)).toEqual([6]);
  expect(kept(labels, 2, 2, images)).toEqual([0, 4, 6]);
  expect(kept(labels, 3, 2, images)).toEqual([0, 4, 6]);
  expect(kept(labels, 4, 0, images)).toEqual([1, 2, 4, 5, 6]);
  expect(kept(labels, 99, 0, images)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('counts every row as an image of its own without image numbers', () => {
  expect(kept([0, 0, 1, 0, 0], 2, 4)).toEqual([0, 1]);
});

it('counts extra contrasts as images of their own, after the batch', () => {
  expect(kept([0, 0, 0, 0], 1, 0, [1, 1], 2)).toEqual([1, 2]);
});

it('refuses caps that are no count, image numbers that do not fit, and an image of two labels', () => {
  const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
  expect(() => capPositives(Int32Array.of(0, 0), 2, 1.5)).toThrow(code('BAD_LOSS'));
  expect(() => capPositives(Int32Array.of(0, 0), 2, 1, [0])).toThrow(code('BAD_LABELS'));
  expect(() => capPositives(Int32Array.of(0, 1), 2, 1, [4, 4])).toThrow(/image 4 has the labels 0 and 1/);
});
