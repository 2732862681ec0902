import { expect, it } from 'vitest';
import { classScores } from './class-scores.js';

it('lists classes from the hardest to the easiest', () => {
  expect(classScores({ perClass: { b: 0.5, a: 0.5, c: 0.1, d: 'x' } })).toEqual([
    { name: 'c', value: 0.1 },
    { name: 'a', value: 0.5 },
    { name: 'b', value: 0.5 },
  ]);
  expect(classScores({})).toEqual([]);
  expect(classScores({ perClass: null })).toEqual([]);
});
