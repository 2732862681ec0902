import { expect, it } from 'vitest';
import { classWeights } from './class-weights.js';

const counts = [250, 40, 3, 1000];

it('inverse agrees with compute_class_weight("balanced") of scikit-learn', () => {
  // scikit-learn 1.9.1: compute_class_weight('balanced', classes=range(4), y=repeat(range(4), counts))
  [1.293, 8.08125, 107.75, 0.32325].forEach((weight, at) => {
    expect(classWeights(counts, 'inverse')[at]).toBeCloseTo(weight, 4);
  });
});

it('inverse has a mean of 1 over the pictures', () => {
  const weights = classWeights(counts, 'inverse');
  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(counts.reduce((sum, count, at) => sum + count * weights[at]!, 0) / total).toBeCloseTo(1, 6);
});

it('effective-number sums the first powers of beta, as its definition says', () => {
  const beta = 0.99;
  const effective = counts.map((count) => Array.from({ length: count }, (_, power) => beta ** power).reduce((sum, term) => sum + term, 0));
  const weights = classWeights(counts, 'effective-number', { beta });
  for (let at = 1; at < counts.length; at++) expect(weights[at]! / weights[0]!).toBeCloseTo(effective[0]! / effective[at]!, 5);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(4, 5);
});

it('effective-number weighs all alike at beta 0 and as inverse close to 1', () => {
  expect([...classWeights(counts, 'effective-number', { beta: 0 })]).toEqual([1, 1, 1, 1]);
  const near = classWeights(counts, 'effective-number', { beta: 1 - 1e-9 });
  const inverse = classWeights(counts, 'inverse');
  for (let at = 0; at < 4; at++) expect(near[at]! / near[0]!).toBeCloseTo(inverse[at]! / inverse[0]!, 3);
});

it('refuses a class without pictures and a beta out of range', () => {
  expect(() => classWeights([3, 0], 'inverse')).toThrow(expect.objectContaining({ code: 'BAD_DATA' }) as Error);
  expect(() => classWeights([3, 1], 'effective-number', { beta: 1 })).toThrow(expect.objectContaining({ code: 'BAD_RECIPE' }) as Error);
});
