import { describe, expect, it } from 'vitest';
import { UNKNOWN_SCORES, linearLogits, unknownScorer } from '@supcon/core';
import { REFERENCE_ROWS } from '@supcon/core/artifact';
import { detectionData } from '../../test/detection-data.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { fitUnknownDetection, scoreUnknown } from './unknown-detection.js';

const width = 12;
/** Rows of the fifth class alone. */
const strangers = (() => {
  const { embeddings, labels } = labelledClouds(4, 200, 5, 0.5);
  return Float32Array.from([...embeddings].filter((_, at) => labels[Math.floor(at / width)] === 4));
})();

describe('fitUnknownDetection', () => {
  it('leaves no class out of an encoder that was trained on them: GEN is asked', () => {
    const data = detectionData(labelledClouds(1, 60, 4, 0.5, 3), labelledClouds(2, 40, 4, 0.5, 3), 4);
    expect(fitUnknownDetection(data).thresholds.choice).toMatchObject({ by: 'left-out classes', aurocs: expect.anything() as object });
    const { thresholds } = fitUnknownDetection(data, { trained: true });
    expect(thresholds).toMatchObject({ method: 'gen', choice: { by: 'default' } });
    expect(thresholds.choice).not.toHaveProperty('aurocs');
  });

  const [train, validation, test] = [1, 2, 3].map((seed) => labelledClouds(seed, 400, 4, 0.5)) as [
    ReturnType<typeof labelledClouds>,
    ReturnType<typeof labelledClouds>,
    ReturnType<typeof labelledClouds>,
  ];

  const data = detectionData(train, validation, 4);
  const { classifier } = data;

  it.each([0.01, 0.05, 0.2])('calls %d of the known validation pictures unknown, and about as many of the test pictures', (rate) => {
    const detection = fitUnknownDetection(data, { falseAlarmRate: rate });
    const logits = linearLogits(classifier, validation.embeddings, 400);
    const scorer = unknownScorer(detection.reference, classifier, validation.embeddings, logits);
    const told = scoreUnknown(detection, classifier, test.embeddings, strangers);
    for (const name of UNKNOWN_SCORES) {
      const threshold = detection.thresholds.thresholds[name]!;
      const scores = scorer(name);
      expect(scores.filter((score) => score > threshold).length / 400).toBe(rate);
      expect(Math.abs(told[name]!.falseAlarms - rate), name).toBeLessThan(0.05);
    }
    expect(detection.thresholds.choice!.expectedFalseAlarms).toBeCloseTo((400 * rate + 1) / 401, 12);
  });

  it('tells a class that it never saw', () => {
    const detection = fitUnknownDetection(data);
    const told = scoreUnknown(detection, classifier, test.embeddings, strangers);
    for (const scores of [told.knn!, told.mahalanobis!, told[detection.thresholds.method]!]) {
      expect(scores.auroc).toBeGreaterThan(0.97);
      expect(scores.fprAt95Tpr).toBeLessThan(0.1);
      expect(scores.detected).toBeGreaterThan(0.9);
    }
  });

  it('does not tell what it has seen: chance for pictures of known classes', () => {
    const again = labelledClouds(5, 400, 4, 0.5);
    const told = scoreUnknown(fitUnknownDetection(data), classifier, test.embeddings, again.embeddings);
    for (const name of UNKNOWN_SCORES) expect(Math.abs(told[name]!.auroc - 0.5), name).toBeLessThan(0.05);
  });

  it('keeps no more reference rows than it may, the classes in turn', () => {
    const many = labelledClouds(6, REFERENCE_ROWS + 500, 4, 0.5, 3);
    // Class 3 is rare: all of it stays.
    const labels = many.labels.map((label, row) => (label === 3 && row > 100 ? 0 : label));
    const { reference } = fitUnknownDetection(detectionData({ ...many, labels }, labelledClouds(7, 50, 4, 0.5, 3), 4));
    expect(reference.knn.rows).toBe(REFERENCE_ROWS);
    const unit = (row: number): string => {
      const own = many.embeddings.subarray(row * 3, row * 3 + 3);
      return Array.from(own, (value) => (value / Math.hypot(...own)).toFixed(5)).join();
    };
    const held = new Set(
      Array.from({ length: REFERENCE_ROWS }, (_, row) =>
        Array.from(reference.knn.reference.subarray(row * 3, row * 3 + 3), (value) => value.toFixed(5)).join(),
      ),
    );
    const rare = Array.from(labels.keys()).filter((row) => labels[row] === 3);
    expect(rare.length).toBeGreaterThan(20);
    for (const row of rare) expect(held.has(unit(row))).toBe(true);
  });
});
