import { describe, expect, it } from 'vitest';
import { silhouette } from './silhouette.js';

describe('silhouette', () => {
  it('is null for one class', () => {
    expect(silhouette({ embeddings: Float32Array.of(1, 2, 3, 4), labels: Int32Array.of(1, 1) }, 2, 'cosine')).toBeNull();
  });

  it('is 1 for classes on one point each, and 0 where everything is one point', () => {
    const apart = { embeddings: Float32Array.of(1, 0, 2, 0, 0, 1, 0, 3), labels: Int32Array.of(0, 0, 1, 1) };
    expect(silhouette(apart, 2, 'cosine')).toBeCloseTo(1, 12);
    const point = { embeddings: Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0), labels: Int32Array.of(0, 0, 1, 1) };
    for (const metric of ['cosine', 'euclidean'] as const) expect(silhouette(point, 2, metric)).toBe(0);
  });

  it('takes a zero row as far from everything', () => {
    const data = { embeddings: Float32Array.of(1, 0, 0, 0, 0, 1), labels: Int32Array.of(0, 0, 1) };
    // Row 0: a = 1, b = 1; row 1: a = 1, b = 1; row 2 is alone.
    expect(silhouette(data, 2, 'cosine')).toBeCloseTo(0, 12);
  });

  it('is 0 where every row is alone in its class', () => {
    expect(silhouette({ embeddings: Float32Array.of(1, 0, 0, 1), labels: Int32Array.of(0, 1) }, 2, 'euclidean')).toBe(0);
  });
});
