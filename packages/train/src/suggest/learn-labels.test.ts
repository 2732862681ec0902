import { expect, it } from 'vitest';
import { createRng, fitLinearClassifier, linearAccuracy } from '@supcon/core';
import { ITERATIONS } from '../evaluate/evaluation-protocol.js';
import { learnLabels } from './learn-labels.js';

function clouds(rows: number, spread: number, width = 4) {
  const rng = createRng(2, 'clouds');
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const embeddings = Float32Array.from(
    { length: rows * width },
    (_, at) => Number(at % width === labels[Math.floor(at / width)]!) + spread * rng.normal(),
  );
  return { embeddings, labels };
}
const options = { grid: [1, 0.3, 0.1, 0.03, 0.01], scaling: 'common', seed: 0 } as const;

it('fits all pictures with the middle of the grid', () => {
  const data = clouds(60, 0.3);
  const { classifier } = learnLabels(data, 3, options);
  expect(classifier).toEqual(
    fitLinearClassifier(data.embeddings, 60, data.labels, 3, { l2: 0.1, scaling: 'common', iterations: ITERATIONS }),
  );
  expect(linearAccuracy(classifier, data)).toBeGreaterThan(0.9);
});

it('cools what is too timid, heats what is too sure, and says nothing of a temperature for a handful', () => {
  // A strong penalty makes probabilities timid where the classes are apart, a weak one makes them too sure where they are not.
  expect(learnLabels(clouds(90, 0.8), 3, { ...options, grid: [3] }).temperature).toBeLessThan(1);
  expect(learnLabels(clouds(90, 1, 40), 3, { ...options, grid: [1e-5] }).temperature).toBeGreaterThan(1);
  expect(learnLabels(clouds(9, 0.3), 3, options).temperature).toBe(1);
});

it('needs no more than one picture of a class', () => {
  const { classifier } = learnLabels({ embeddings: Float32Array.of(1, 0, 0, 1), labels: Int32Array.of(0, 1) }, 2, options);
  expect([...classifier.weight, ...classifier.bias].every(Number.isFinite)).toBe(true);
});
