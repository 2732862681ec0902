import { expect, it } from 'vitest';
import { classificationScores } from './classification-scores.js';

it('is perfect for one class alone, and 0 for no rows', () => {
  expect(classificationScores(Int32Array.of(7), 1)).toMatchObject({ accuracy: 1, macro: { precision: 1, recall: 1, f1: 1 } });
  expect(classificationScores(new Int32Array(4), 2)).toMatchObject({ accuracy: 0, macro: { f1: 0 }, weighted: { f1: 0 } });
});

it('counts a class that is only ever answered into the macro mean, and one that is nowhere not', () => {
  // Class 0: 2 rows, one taken for class 1, which has none; class 2 is nowhere.
  const { perClass, macro, weighted } = classificationScores(Int32Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0), 3);
  expect(perClass[0]).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3, support: 2 });
  expect(perClass[1]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  expect(macro.recall).toBe(0.25);
  expect(weighted.recall).toBe(0.5);
});
