import { expect, it } from 'vitest';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { labelSet } from '../eval/label-sets.js';
import { addClass, fitClassStatistics, removeClass, ridgeClassifier } from '../heads/class-statistics.js';
import { linearLogits } from '../heads/linear-classifier.js';
import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import { setConfidenceAnew } from './set-confidence-anew.js';

const RIDGE = { ridge: 5, balance: 1 };
const statistics = fitClassStatistics(labelledClouds(1, 150, 3, 1), 3, RIDGE);

it('holds a fifth of each class out, and promises what new pictures keep', () => {
  const anew = setConfidenceAnew(statistics, {})!;
  expect(anew.heldOut.images).toBe(30);
  expect(anew.unknown).toMatchObject({ method: 'nnGuide', choice: { by: 'default' } });
  expect(anew.unknown!.choice).not.toHaveProperty('expectedAuroc');
  const fresh = labelledClouds(9, 300, 3, 1);
  const logits = linearLogits(ridgeClassifier(statistics), fresh.embeddings, 300);
  const probabilities = softmaxProbabilities(logits, 3, anew.temperature);
  const covered = fresh.labels.filter((label, row) =>
    labelSet(probabilities.subarray(row * 3, row * 3 + 3), anew.labelSets!, 0.9).includes(label),
  );
  expect(covered.length / 300).toBeGreaterThan(0.8);
});

it('knows the class that came, and keeps the score that was chosen, its alarms and its neighbours', () => {
  const { labels, embeddings } = labelledClouds(4, 160, 4, 1);
  const width = embeddings.length / 160;
  const own = Array.from(labels.keys()).filter((row) => labels[row] === 3);
  const fourth = Float32Array.from(own.flatMap((row) => [...embeddings.subarray(row * width, (row + 1) * width)]));
  const before = setConfidenceAnew(statistics, {})!.unknown!;
  const unknown = {
    ...before,
    method: 'msp' as const,
    k: 3,
    falseAlarmRate: 0.1,
    choice: { by: 'left-out classes' as const, expectedFalseAlarms: 0.05, expectedAuroc: 0.9 },
  };
  const anew = setConfidenceAnew(addClass(statistics, fourth), { unknown })!;
  expect(anew.unknown).toMatchObject({ method: 'msp', k: 3, falseAlarmRate: 0.1, choice: { by: 'left-out classes' } });
  expect(anew.unknown!.choice).not.toHaveProperty('expectedAuroc');
  expect(anew.reference!.mahalanobis.means).toHaveLength(4 * width);
  expect(anew.heldOut.images).toBe(38);
});

it('says nothing on too few photos', () => {
  const few = fitClassStatistics(labelledClouds(1, 27, 3, 1), 3, RIDGE);
  expect(setConfidenceAnew(few, {})).toBeUndefined();
  expect(setConfidenceAnew(removeClass(statistics, 0), {})!.heldOut.images).toBe(20);
});
