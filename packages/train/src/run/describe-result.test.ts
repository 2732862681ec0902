import { expect, it } from 'vitest';
import { describeResult } from './describe-result.js';

it('says time, accuracies, the worst class and what no encoder reaches', () => {
  const result = {
    validation: { linear: 0.9, knn: 0.8 },
    test: { linear: 0.85, knn: 0.75, rawPixels: 0.4 },
    perClass: { cat: 1, dog: 0.7 },
    seconds: 75,
  };
  expect(describeResult(result).split('\n')).toEqual([
    'Finished in 1 min 15 s.',
    '  linear classifier  test 85.0 %  (validation 90.0 %)',
    '                     test balanced accuracy 85.0 %, worst class dog 70.0 %',
    '  5 neighbours       test 75.0 %  (validation 80.0 %)',
    '  raw pixels         test 40.0 %  (a linear classifier without an encoder, for comparison)',
  ]);
});
