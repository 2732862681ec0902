import { describe, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import type { LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { fitLinearClassifier, linearAccuracy, linearLogits, selectLinearClassifier } from './linear-classifier.js';

/** Gaussian clouds around class centres, on features of very different scale and offset. */
function clouds(seed: number, rows: number, width: number, classes: number, spread: number): LabelledEmbeddings {
  const centres = normals(1000, classes * width);
  const noise = normals(seed, rows * width);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % classes);
  const embeddings = noise.map((value, at) => {
    const d = at % width;
    const centre = centres[labels[Math.floor(at / width)]! * width + d]!;
    return (centre + spread * value) * 10 ** ((d % 5) - 2) + d * 3;
  });
  return { embeddings, labels };
}

describe('fitLinearClassifier', () => {
  it('separates what can be separated, on features of any scale', () => {
    const train = clouds(1, 300, 8, 5, 0.3);
    const classifier = fitLinearClassifier(train.embeddings, 300, train.labels, 5);
    expect(classifier.weight).toHaveLength(8 * 5);
    expect(classifier.bias).toHaveLength(5);
    expect(linearAccuracy(classifier, train)).toBe(1);
    expect(linearAccuracy(classifier, clouds(2, 200, 8, 5, 0.3))).toBeGreaterThan(0.97);
  });

  it.each(['feature', 'common'] as const)(
    'stands at the minimum: the gradient of its objective on features scaled by %s is 0',
    (scaling) => {
      const [rows, width, classes, l2] = [60, 4, 3, 0.05];
      const { embeddings, labels } = clouds(3, rows, width, classes, 1.5);
      const { weight, bias } = fitLinearClassifier(embeddings, rows, labels, classes, { l2, iterations: 2000, scaling });
      const column = (d: number): number[] => Array.from({ length: rows }, (_, i) => embeddings[i * width + d]!);
      const mean = Array.from({ length: width }, (_, d) => column(d).reduce((a, b) => a + b, 0) / rows);
      const variance = mean.map((m, d) => column(d).reduce((sum, value) => sum + (value - m) ** 2, 0) / rows);
      const common = variance.reduce((sum, value) => sum + value, 0) / width;
      const deviation = variance.map((own) => Math.sqrt(scaling === 'common' ? common : own));
      const gradient = new Float64Array((width + 1) * classes);
      for (let i = 0; i < rows; i++) {
        const scores = Array.from(
          { length: classes },
          (_, c) => bias[c]! + mean.reduce((sum, _, d) => sum + embeddings[i * width + d]! * weight[d * classes + c]!, 0),
        );
        const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
        scores.forEach((score, c) => {
          const off = (Math.exp(score) / total - (labels[i] === c ? 1 : 0)) / rows;
          gradient[width * classes + c]! += off;
          for (let d = 0; d < width; d++) gradient[d * classes + c]! += (off * (embeddings[i * width + d]! - mean[d]!)) / deviation[d]!;
        });
      }
      for (let d = 0; d < width; d++)
        for (let c = 0; c < classes; c++) gradient[d * classes + c]! += l2 * weight[d * classes + c]! * deviation[d]!;
      expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
    },
  );

  it('under the common scaling, answers the same for features that are turned in space', () => {
    const { embeddings, labels } = clouds(6, 60, 2, 3, 1);
    const turned = embeddings.map((value, at) =>
      at % 2 === 0 ? 0.6 * value - 0.8 * embeddings[at + 1]! : 0.6 * value + 0.8 * embeddings[at - 1]!,
    );
    const logitsOf = (features: Float32Array, scaling: 'feature' | 'common') =>
      linearLogits(fitLinearClassifier(features, 60, labels, 3, { l2: 0.1, iterations: 2000, scaling }), features, 60);
    const apart = (scaling: 'feature' | 'common') => {
      const [plain, other] = [logitsOf(embeddings, scaling), logitsOf(turned, scaling)];
      return Math.max(...plain.map((value, at) => Math.abs(value - other[at]!)));
    };
    expect(apart('common')).toBeLessThan(2e-3);
    expect(apart('feature')).toBeGreaterThan(0.05);
  });

  it('is the same every time', () => {
    const { embeddings, labels } = clouds(4, 50, 6, 3, 1);
    expect(fitLinearClassifier(embeddings, 50, labels, 3)).toEqual(fitLinearClassifier(embeddings, 50, labels, 3));
  });

  it('ignores features that never vary and survives a class without rows', () => {
    const { embeddings, labels } = clouds(5, 40, 3, 2, 0.5);
    embeddings.forEach((_, at) => {
      if (at % 3 === 1) embeddings[at] = 42;
    });
    const classifier = fitLinearClassifier(embeddings, 40, labels, 4);
    expect([...classifier.weight, ...classifier.bias].every(Number.isFinite)).toBe(true);
    expect(classifier.weight.subarray(4, 8).every((value) => value === 0)).toBe(true);
  });

  it('refuses labels outside the classes, rows that do not fit and a negative l2', () => {
    const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
    const { embeddings, labels } = clouds(6, 10, 3, 2, 1);
    expect(() => fitLinearClassifier(embeddings, 10, labels, 1)).toThrow(code('BAD_LABELS'));
    expect(() => fitLinearClassifier(embeddings, 10, labels.subarray(1), 2)).toThrow(code('BAD_LABELS'));
    expect(() => fitLinearClassifier(embeddings, 7, labels, 2)).toThrow(code('BAD_SHAPE'));
    expect(() => fitLinearClassifier(embeddings, 10, labels, 2, { l2: -1 })).toThrow(code('BAD_SHAPE'));
  });
});

describe('selectLinearClassifier', () => {
  it('takes the l2 that does best on the validation set', () => {
    // Few noisy rows of many features: hardly any regularisation overfits.
    const train = clouds(7, 60, 40, 3, 4);
    const validation = clouds(8, 300, 40, 3, 4);
    const grid = [1, 0.1, 1e-5];
    const chosen = selectLinearClassifier(train, validation, 3, { grid });
    const accuracies = grid.map((l2) => linearAccuracy(fitLinearClassifier(train.embeddings, 60, train.labels, 3, { l2 }), validation));
    expect(chosen.validationAccuracy).toBeCloseTo(Math.max(...accuracies), 2);
    expect(chosen.l2).toBe(grid[accuracies.indexOf(Math.max(...accuracies))]);
    expect(linearAccuracy(chosen.classifier, validation)).toBe(chosen.validationAccuracy);
  });
});

it('linearLogits is embedding · weight + bias', () => {
  const classifier = { weight: Float32Array.of(1, 2, 3, 4), bias: Float32Array.of(10, 20) };
  expect([...linearLogits(classifier, Float32Array.of(1, 1, 0, 2), 2)]).toEqual([14, 26, 16, 28]);
  expect(() => linearLogits(classifier, new Float32Array(3), 2)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }) as Error);
});
