import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import { calibrateLabelSets, labelSet } from './label-sets.js';

interface Asked {
  readonly probabilities: Float64Array;
  readonly labels: Int32Array;
}

/** Pictures whose classes follow the probabilities that a classifier with a wrong temperature reports: nothing a promise may rely on. */
function made(seed: string, rows: number, classes: number, sharpness: number, temperature: number): Asked {
  const rng = createRng(5, 'label-sets', seed);
  const logits = Float64Array.from({ length: rows * classes }, () => sharpness * rng.normal());
  const truth = softmaxProbabilities(logits, classes);
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    let rest = rng.uniform();
    for (let c = 0; c < classes - 1; c++) if ((rest -= truth[row * classes + c]!) < 0) return c;
    return classes - 1;
  });
  return { probabilities: softmaxProbabilities(logits, classes, temperature), labels };
}

const rowOf = ({ probabilities, labels }: Asked, row: number): Float64Array => {
  const classes = probabilities.length / labels.length;
  return probabilities.subarray(row * classes, (row + 1) * classes);
};

/** The definition, in loops: every class's probability mass before it, for all calibration pictures; then every class that no more than the
 * allowed share of calibration pictures exceeds. */
function slowSet(calibration: Asked, asked: Float64Array, coverage: number): number[] {
  const massBefore = (probabilities: Float64Array, label: number): number => {
    const taken = new Set<number>();
    let mass = 0;
    for (;;) {
      let best = -1;
      for (let c = 0; c < probabilities.length; c++) if (!taken.has(c) && (best < 0 || probabilities[c]! > probabilities[best]!)) best = c;
      if (best === label) return mass;
      taken.add(best);
      mass += probabilities[best]!;
    }
  };
  const n = calibration.labels.length;
  const scores = Array.from(calibration.labels, (label, row) => massBefore(rowOf(calibration, row), label)).sort((a, b) => a - b);
  const rank = Math.ceil((n + 1) * coverage - 1e-9);
  return Array.from(asked.keys())
    .filter((c) => rank > n || massBefore(asked, c) <= scores[rank - 1]!)
    .sort((a, b) => asked[b]! - asked[a]!);
}

describe('labelSet', () => {
  it.each([0.5, 0.8, 0.9, 0.95, 0.99])('is what the definition says at coverage %d', (coverage) => {
    const calibration = made('calibration', 150, 6, 2, 0.6);
    const own = calibrateLabelSets(calibration.probabilities, calibration.labels, 6);
    const asked = made('asked', 60, 6, 2, 0.6);
    for (let row = 0; row < 60; row++)
      expect(labelSet(rowOf(asked, row), own, coverage)).toEqual(slowSet(calibration, rowOf(asked, row), coverage));
  });

  it.each([
    [0.8, 0.4],
    [0.9, 0.4],
    [0.95, 0.4],
    [0.9, 2.5],
    [0.95, 2.5],
  ])('keeps coverage %d within 2 points over 20 splits, though probabilities are at temperature %d', (coverage, temperature) => {
    // Right in two of three: sets of one class would not do.
    let [covered, asked] = [0, 0];
    for (let split = 0; split < 20; split++) {
      const { probabilities, labels } = made(`split ${split}`, 300, 8, 2, temperature);
      const calibration = calibrateLabelSets(probabilities, labels, 8);
      const test = made(`test ${split}`, 500, 8, 2, temperature);
      test.labels.forEach((label, row) => {
        if (labelSet(rowOf(test, row), calibration, coverage).includes(label)) covered++;
        asked++;
      });
    }
    expect(Math.abs(covered / asked - coverage)).toBeLessThan(0.02);
  });

  it('is the most probable class alone where that is right often enough, and never empty', () => {
    const calibration = calibrateLabelSets(Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4), Int32Array.of(0, 1, 0), 2);
    expect(calibration).toEqual({ images: 3, scores: [], every: 1 });
    expect(labelSet(Float64Array.of(0.4, 0.6), calibration, 0.7)).toEqual([1]);
  });

  it('is every class where so few pictures cannot promise it', () => {
    const calibration = calibrateLabelSets(Float64Array.of(0.9, 0.1, 0.2, 0.8), Int32Array.of(0, 1), 2);
    expect(labelSet(Float64Array.of(0.4, 0.6), calibration, 0.9)).toEqual([1, 0]);
  });

  it('keeps at most 200 scores, with sets that are as large or a little larger', () => {
    const many = made('many', 3000, 8, 1, 1);
    const calibration = calibrateLabelSets(many.probabilities, many.labels, 8);
    expect(calibration.scores.length).toBeLessThanOrEqual(200);
    expect(calibration.every).toBeGreaterThan(1);
    expect(calibration.scores).toEqual(calibration.scores.toSorted((a, b) => a - b));
    const asked = made('asked', 30, 8, 1, 1);
    let [kept, exact] = [0, 0];
    for (const coverage of [0.3, 0.6, 0.9, 0.99])
      for (let row = 0; row < 30; row++) {
        const own = labelSet(rowOf(asked, row), calibration, coverage);
        const want = slowSet(many, rowOf(asked, row), coverage);
        expect(own.slice(0, want.length)).toEqual(want);
        kept += own.length;
        exact += want.length;
      }
    expect(kept / exact).toBeLessThan(1.03);
  });

  it('refuses a coverage that is none, and rows that do not fit', () => {
    const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
    const calibration = { images: 10, scores: [], every: 1 };
    for (const coverage of [0, 1, Number.NaN]) expect(() => labelSet(Float64Array.of(1), calibration, coverage)).toThrow(code);
    expect(() => calibrateLabelSets(new Float64Array(0), new Int32Array(0), 2)).toThrow(code);
    expect(() => calibrateLabelSets(new Float64Array(3), new Int32Array(2), 2)).toThrow(code);
  });
});
