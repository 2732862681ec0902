import { describe, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { knnProbabilities } from '../math/knn.js';
import { labelIssues } from './label-issues.js';
import { outOfSampleProbabilities } from './out-of-sample-probabilities.js';

/** Three clouds with six labels swapped. */
function mislabelled() {
  const rows = 90;
  const truth = Int32Array.from({ length: rows }, (_, i) => i % 3);
  const embeddings = normals(1, rows * 4).map((value, at) => 0.2 * value + (at % 4 === truth[Math.floor(at / 4)] ? 2 : 0));
  const wrong = [3, 17, 31, 44, 60, 85];
  const labels = truth.map((label, row) => (wrong.includes(row) ? (label + 1) % 3 : label));
  return { data: { embeddings, labels }, truth, wrong };
}

describe('labelIssues', () => {
  const { data, truth, wrong } = mislabelled();

  it.each([
    ['a linear classifier', outOfSampleProbabilities(data, 3, { seed: 0 })],
    ['neighbours', knnProbabilities(data, undefined, 3, { k: 10 })],
  ])('finds swapped labels out of sample by %s, with the true label and the neighbours as evidence', (_, probabilities) => {
    const { issues, unjudged } = labelIssues(data, probabilities, 3);
    expect(unjudged).toBe(0);
    const first = issues.slice(0, wrong.length);
    expect(first.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(wrong);
    for (const { row, given, suggested, neighbours, margin, confidence, givenConfidence } of first) {
      expect(suggested).toBe(truth[row]);
      expect(given).toBe(data.labels[row]);
      expect(margin).toBe(givenConfidence - confidence);
      expect(neighbours).toHaveLength(5);
      expect(neighbours.some((neighbour) => neighbour.row === row)).toBe(false);
      expect(neighbours.filter(({ label }) => label === suggested).length).toBeGreaterThanOrEqual(3);
    }
  });

  it('gives evidence to as many as are wanted, the most doubtful first', () => {
    const probabilities = knnProbabilities(data, undefined, 3, { k: 10 });
    const all = labelIssues(data, probabilities, 3).issues;
    const some = labelIssues(data, probabilities, 3, { most: 2 }).issues;
    expect(some.slice(0, 2)).toEqual(all.slice(0, 2));
    expect(some.slice(2)).toEqual(all.slice(2).map((issue) => ({ ...issue, neighbours: [] })));
  });

  it('doubts nobody who is alone in a class, and nothing in a single class', () => {
    const embeddings = Float32Array.of(1, 0, 1, 0.1, 1, 0.2);
    const probabilities = Float64Array.of(0.9, 0.1, 0.9, 0.1, 0.9, 0.1);
    const report = labelIssues({ embeddings, labels: Int32Array.of(0, 0, 1) }, probabilities, 2);
    expect(report).toMatchObject({ issues: [], unjudged: 1 });
    const single = labelIssues({ embeddings, labels: Int32Array.of(0, 0, 0) }, Float64Array.of(1, 1, 1), 1);
    expect(single).toEqual({ issues: [], thresholds: [1], unjudged: 0 });
  });

  it('asks for a suggestion as sure as the class usually is', () => {
    const labels = Int32Array.of(0, 0, 1, 1);
    // Row 0 looks more like class 1, but not as much as class 1 looks like itself (0.9).
    const probabilities = Float64Array.of(0.4, 0.6, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9);
    expect(labelIssues({ embeddings: normals(1, 8), labels }, probabilities, 2).issues).toEqual([]);
    const sure = Float64Array.of(0.05, 0.95, 0.9, 0.1, 0.1, 0.9, 0.1, 0.9);
    expect(labelIssues({ embeddings: normals(1, 8), labels }, sure, 2).issues).toMatchObject([{ row: 0, suggested: 1 }]);
  });
});
