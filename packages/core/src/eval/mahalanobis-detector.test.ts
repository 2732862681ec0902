import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { fitMahalanobisDetector, mahalanobisScores } from './mahalanobis-detector.js';

const cloud = (seed: number, rows: number, centre: readonly number[]): Float32Array =>
  normals(seed, rows * centre.length).map((value, at) => 0.1 * value + centre[at % centre.length]!);

it('scores a stranger above every known row, whatever the lengths', () => {
  const embeddings = Float32Array.of(...cloud(1, 30, [1, 0, 0]), ...cloud(2, 30, [0, 1, 0]));
  const detector = fitMahalanobisDetector({ embeddings, labels: Int32Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 3)) }, 5);
  expect(detector.means).toHaveLength(2 * 3);
  const known = mahalanobisScores(detector, embeddings, 60);
  const strange = mahalanobisScores(detector, Float32Array.of(0, 0, 1, 0, 0, 50), 2);
  expect(strange[0]).toBeCloseTo(strange[1]!, 3);
  expect(strange[0]).toBeGreaterThan(Math.max(...known));
});

it('works with one row in each class', () => {
  const detector = fitMahalanobisDetector({ embeddings: Float32Array.of(1, 0, 0, 1), labels: Int32Array.of(0, 1) }, 2);
  const [near, far] = mahalanobisScores(detector, Float32Array.of(1, 0, -1, 0), 2);
  expect(near).toBeLessThan(far!);
});

it('refuses what does not fit, and what is not finite', () => {
  const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
  expect(() => fitMahalanobisDetector({ embeddings: Float32Array.of(1, NaN, 0, 1), labels: Int32Array.of(0, 0) }, 1)).toThrow(code);
  const detector = fitMahalanobisDetector({ embeddings: Float32Array.of(1, 0, 0, 1), labels: Int32Array.of(0, 1) }, 2);
  expect(() => mahalanobisScores(detector, new Float32Array(3), 1)).toThrow(code);
});
