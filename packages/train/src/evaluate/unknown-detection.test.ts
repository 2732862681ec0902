import { describe, expect, it } from 'vitest';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { fitUnknownDetection, REFERENCE_ROWS, scoreUnknown, unknownScores } from './unknown-detection.js';

const width = 12;
/** Rows of the fifth class alone. */
const strangers = (() => {
  const { embeddings, labels } = labelledClouds(4, 200, 5, 0.5);
  return Float32Array.from([...embeddings].filter((_, at) => labels[Math.floor(at / width)] === 4));
})();

describe('fitUnknownDetection', () => {
  const [train, validation, test] = [1, 2, 3].map((seed) => labelledClouds(seed, 400, 4, 0.5)) as [
    ReturnType<typeof labelledClouds>,
    ReturnType<typeof labelledClouds>,
    ReturnType<typeof labelledClouds>,
  ];

  it.each([0.01, 0.05, 0.2])('calls %d of the known validation pictures unknown, and about as many of the test pictures', (rate) => {
    const detection = fitUnknownDetection(train, validation, 4, { falseAlarmRate: rate });
    const scores = unknownScores(detection.reference, validation.embeddings);
    for (const name of ['knn', 'mahalanobis'] as const) {
      const threshold = detection.thresholds.thresholds[name];
      expect(scores[name].filter((score) => score > threshold).length / 400).toBe(rate);
    }
    const { knn, mahalanobis } = scoreUnknown(detection, test.embeddings, strangers);
    for (const { falseAlarms } of [knn, mahalanobis]) expect(Math.abs(falseAlarms - rate)).toBeLessThan(0.05);
  });

  it('tells a class that it never saw', () => {
    const { knn, mahalanobis } = scoreUnknown(fitUnknownDetection(train, validation, 4), test.embeddings, strangers);
    for (const scores of [knn, mahalanobis]) {
      expect(scores.auroc).toBeGreaterThan(0.97);
      expect(scores.fprAt95Tpr).toBeLessThan(0.1);
      expect(scores.detected).toBeGreaterThan(0.9);
    }
  });

  it('does not tell what it has seen: chance for pictures of known classes', () => {
    const again = labelledClouds(5, 400, 4, 0.5);
    const { knn, mahalanobis } = scoreUnknown(fitUnknownDetection(train, validation, 4), test.embeddings, again.embeddings);
    for (const { auroc } of [knn, mahalanobis]) expect(Math.abs(auroc - 0.5)).toBeLessThan(0.05);
  });

  it('keeps no more reference rows than it may, the classes in turn', () => {
    const many = labelledClouds(6, REFERENCE_ROWS + 500, 4, 0.5, 3);
    // Class 3 is rare: all of it stays.
    const labels = many.labels.map((label, row) => (label === 3 && row > 100 ? 0 : label));
    const { reference } = fitUnknownDetection({ ...many, labels }, labelledClouds(7, 50, 4, 0.5, 3), 4);
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
