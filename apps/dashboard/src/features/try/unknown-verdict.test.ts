import { expect, it } from 'vitest';
import { unknownVerdict } from './unknown-verdict.js';

const unknown = { isUnknown: true, score: 0.512345, threshold: 0.3, method: 'knn' } as const;

it('gives the reason where a picture is of no class, and says nothing otherwise', () => {
  expect(unknownVerdict(unknown, 'cat')).toBe(
    'By the distance to its nearest neighbours it is none of the classes: 0.512, above 0.300; of the classes cat is the most probable',
  );
  expect(unknownVerdict({ ...unknown, method: 'nnGuide', score: -4.5678, threshold: -5 }, undefined)).toBe(
    'By energy guided by neighbours it is none of the classes: -4.57, above -5.00',
  );
  expect(unknownVerdict({ ...unknown, isUnknown: false }, 'cat')).toBeUndefined();
  expect(unknownVerdict(undefined, 'cat')).toBeUndefined();
});
