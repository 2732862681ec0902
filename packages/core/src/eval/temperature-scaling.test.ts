import { describe, expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import { createRng } from '../rng.js';
import { negativeLogLikelihood } from './negative-log-likelihood.js';
import { fitTemperature } from './temperature-scaling.js';

/** Logits from which the labels are really drawn, then multiplied by `confidence`. */
function drawn(rows: number, classes: number, confidence: number) {
  const logits = normals(1, rows * classes).map((value) => value * 2);
  const probabilities = softmaxProbabilities(logits, classes);
  const rng = createRng(2, 'labels');
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    let left = rng.uniform();
    for (let c = 0; c < classes - 1; c++) if ((left -= probabilities[row * classes + c]!) < 0) return c;
    return classes - 1;
  });
  return { logits: logits.map((value) => value * confidence), labels };
}

describe('fitTemperature', () => {
  it.each([0.3, 1, 5])('finds the factor %d by which logits were exaggerated', (confidence) => {
    const { logits, labels } = drawn(4000, 4, confidence);
    const { temperature, outcome } = fitTemperature(logits, labels, 4);
    expect(outcome).toBe('fitted');
    expect(temperature / confidence).toBeGreaterThan(0.9);
    expect(temperature / confidence).toBeLessThan(1.1);
  });

  it('stands at the minimum of the likelihood', () => {
    const { logits, labels } = drawn(200, 3, 2);
    const { temperature } = fitTemperature(logits, labels, 3);
    const at = (t: number): number => negativeLogLikelihood(softmaxProbabilities(logits, 3, t), labels, 3);
    expect(at(temperature)).toBeLessThan(at(temperature * 1.001));
    expect(at(temperature)).toBeLessThan(at(temperature / 1.001));
  });

  it('stays at 1 where every answer is right', () => {
    expect(fitTemperature(Float32Array.of(2, 1, 0, 5), Int32Array.of(0, 1), 2)).toEqual({ temperature: 1, outcome: 'allRight' });
  });

  it('stops at a bound where the logits are worth nothing, or nearly perfect', () => {
    expect(fitTemperature(Float32Array.of(5, -5, -5, 5), Int32Array.of(1, 0), 2)).toEqual({ temperature: 100, outcome: 'bounded' });
    const faint = Float32Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? 1e-4 : 0));
    faint[0] = -1e-4;
    expect(fitTemperature(faint, new Int32Array(1000), 2)).toEqual({ temperature: 0.05, outcome: 'bounded' });
  });

  it('knows nothing of logits that are all equal', () => {
    expect(fitTemperature(new Float32Array(6), Int32Array.of(0, 1, 1), 2).outcome).toBe('bounded');
  });

  it('refuses an empty validation set and stray labels', () => {
    expect(() => fitTemperature(new Float32Array(0), new Int32Array(0), 2)).toThrow(
      expect.objectContaining({ code: 'BAD_SHAPE' }) as Error,
    );
    expect(() => fitTemperature(Float32Array.of(0, 1), Int32Array.of(2), 2)).toThrow(
      expect.objectContaining({ code: 'BAD_LABELS' }) as Error,
    );
  });
});
