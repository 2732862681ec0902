import { expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { fitClassStatistics, ridgeClassifier } from './class-statistics.js';
import { linearLogits } from './linear-classifier.js';
import { selectRidge } from './select-ridge.js';

const WIDTH = 30;

/** Classes that are told apart by two of the features; the others are noise. */
function sample(rows: number, seed: number): { embeddings: Float32Array; labels: Int32Array } {
  const rng = createRng(seed, 'select');
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const embeddings = Float32Array.from({ length: rows * WIDTH }, (_, at) => {
    const [row, d] = [Math.floor(at / WIDTH), at % WIDTH];
    return 3 + rng.normal() + (d === row % 3 ? 1.5 : 0);
  });
  return { embeddings, labels };
}

const [train, validation] = [sample(36, 1), sample(90, 2)];

it('answers as the classifier that it stands for', () => {
  const { ridge, balance, logits } = selectRidge(train, validation, 3, { grid: [0.5] });
  const classifier = ridgeClassifier(fitClassStatistics(train, 3, { ridge, balance }));
  const wanted = linearLogits(classifier, validation.embeddings, 90);
  expect(logits.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0)).toBeLessThan(1e-4);
});

it('takes the ridge that answers most validation rows right, whatever the order of the grid', () => {
  const accuracies = [1e-4, 0.3, 30].map((share) => selectRidge(train, validation, 3, { grid: [share] }).validationAccuracy);
  const [low, high] = [Math.min(...accuracies), Math.max(...accuracies)];
  expect(high).toBeGreaterThan(low);
  for (const grid of [
    [1e-4, 0.3, 30],
    [30, 0.3, 1e-4],
  ])
    expect(selectRidge(train, validation, 3, { grid }).validationAccuracy).toBe(high);
});

it('means the same ridge for features of another size', () => {
  const larger = ({ embeddings, labels }: typeof train): typeof train => ({ embeddings: embeddings.map((value) => value * 64), labels });
  const [small, large] = [selectRidge(train, validation, 3), selectRidge(larger(train), larger(validation), 3)];
  expect(large.ridge / small.ridge).toBeCloseTo(64 * 64, 5);
  expect(large.validationAccuracy).toBe(small.validationAccuracy);
});

it('lets a class of few photos count as much as one of many, by default', () => {
  const rare = Array.from(train.labels.keys()).filter((row) => train.labels[row] !== 2 || row < 6);
  const few = {
    embeddings: Float32Array.from(rare.flatMap((row) => [...train.embeddings.subarray(row * WIDTH, (row + 1) * WIDTH)])),
    labels: Int32Array.from(rare, (row) => train.labels[row]!),
  };
  const found = (balance: number): number => {
    const { logits } = selectRidge(few, validation, 3, { grid: [1], balance });
    return Array.from(validation.labels.keys()).filter(
      (row) => validation.labels[row] === 2 && logits[row * 3 + 2]! > Math.max(logits[row * 3]!, logits[row * 3 + 1]!),
    ).length;
  };
  expect(found(1)).toBeGreaterThan(found(0));
  expect(selectRidge(few, validation, 3).balance).toBe(1);
});

it('refuses a class without a photo, rows of other sizes and a grid of nothing', () => {
  expect(() => selectRidge(train, validation, 4)).toThrow(/selectRidge: a class needs at least one photo/);
  expect(() => selectRidge(train, { ...validation, embeddings: validation.embeddings.subarray(90) }, 3)).toThrow(/of 30 features/);
  expect(() => selectRidge(train, validation, 3, { grid: [] })).toThrow(/grid of ridges is empty/);
});
