import { expect, it } from 'vitest';
import { colourByLabel, litPoints } from './colouring.js';

const labels = ['b', 'a10', 'a9', 'unused'];
const label = Int32Array.of(0, 1, 2, -1, 0, 1, 2, 0, -1);

it('has a group for each label that there is, the most frequent first, and one for points without', () => {
  const { group, groups } = colourByLabel(label, labels);
  expect(groups.map(({ value, name, count }) => [value, name, count])).toEqual([
    ['b', 'b', 3],
    ['a9', 'a9', 2],
    ['a10', 'a10', 2],
    [null, 'no label', 2],
  ]);
  expect([...group]).toEqual([0, 2, 1, 3, 0, 2, 1, 0, 3]);
  expect(new Set(groups.map(({ color }) => color)).size).toBe(4);
  expect(colourByLabel(new Int32Array(), [])).toEqual({ group: new Uint16Array(), groups: [] });
});

it('lets rare labels share a group where there are too many', () => {
  const { group, groups } = colourByLabel(label, labels, 2);
  expect(groups.map(({ value, count }) => [value, count])).toEqual([
    ['b', 3],
    ['', 6],
  ]);
  expect([...group]).toEqual([0, 1, 1, 1, 0, 1, 1, 0, 1]);
});

it('lights what is isolated and in the lasso', () => {
  const colouring = colourByLabel(label, labels);
  const inside = Uint8Array.of(1, 1, 0, 1, 0, 0, 1, 1, 0);
  expect([...litPoints(colouring, new Set(), undefined)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect([...litPoints(colouring, new Set([0, 3]), undefined)]).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 1]);
  expect([...litPoints(colouring, new Set(), inside)]).toEqual([...inside]);
  expect([...litPoints(colouring, new Set([0]), inside)]).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0]);
});
