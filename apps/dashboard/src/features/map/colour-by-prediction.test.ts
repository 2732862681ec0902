import { expect, it } from 'vitest';
import { colourByConfidence, colourByCorrectness, colourByPrediction, colourByUnknown, predictionRows } from './colour-by-prediction.js';
import type { Colouring } from './colouring.js';

/** One point of the map is not classified, and one that is classified is not on the map. */
const rows = predictionRows({ ids: ['a', 'b', 'new', 'c', 'd'] }, { ids: ['d', 'c', 'gone', 'b', 'a'] });
/** Which group each point is of. */
const named = ({ group, groups }: Colouring): string[] => Array.from(group, (place) => groups[place]!.name);
const counted = ({ groups }: Colouring): unknown[] => groups.map(({ value, count }) => [value, count]);

it('finds the row of each point by its id', () => {
  expect([...rows]).toEqual([4, 3, -1, 1, 0]);
});

it('tells points apart by what the model takes them for', () => {
  const colouring = colourByPrediction(rows, { prediction: Int32Array.of(1, 1, 0, 2, 1), classes: ['x', 'y', 'z'] });
  expect(named(colouring)).toEqual(['y', 'z', 'not classified', 'y', 'y']);
  expect(counted(colouring)).toEqual([
    ['y', 3],
    ['z', 1],
    [null, 1],
  ]);
});

it('tells right from wrong, and both from what cannot be told', () => {
  const colouring = colourByCorrectness(rows, { correct: Uint8Array.of(0, 1, 0, 255, 1) });
  expect(named(colouring)).toEqual(['right', 'no label that the model knows', 'not classified', 'right', 'wrong']);
  expect(counted(colouring)).toEqual([
    ['wrong', 1],
    ['right', 2],
    ['untold', 1],
    [null, 1],
  ]);
  expect(counted(colourByCorrectness(Int32Array.of(0, 0), { correct: Uint8Array.of(1) }))).toEqual([['right', 2]]);
});

it('tells known from unknown, and both from what cannot be told', () => {
  expect(named(colourByUnknown(rows, { unknown: Uint8Array.of(0, 1, 0, 255, 1) }))).toEqual([
    ...['unknown', 'the model cannot tell', 'not classified', 'unknown', 'known'],
  ]);
});

it('has steps of sureness that hold their lower ends', () => {
  const confidence = Float32Array.of(0.25, 0.5, 0.69, 0.75, 0.95, 1);
  expect(named(colourByConfidence(Int32Array.of(0, 1, 2, 3, 4, 5, -1), { confidence }))).toEqual([
    ...['below 50 %', '50 to 70 %', '50 to 70 %', '70 to 90 %', '90 to 99 %', '99 % and more', 'not classified'],
  ]);
});
