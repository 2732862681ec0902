import { describe, expect, it } from 'vitest';
import { madeUpPredictions } from '../../../test/made-up-predictions.js';
import { evaluatePredictions } from './evaluate-predictions.js';

/** Loops over rows, a definition each. */
function slowly({ rows, classes }: ReturnType<typeof madeUpPredictions>) {
  const said = rows.map((row) => ({ ...row, said: classes[row.prediction]! }));
  const labelled = said.filter(({ label }) => label !== null);
  const judged = labelled.filter(({ label }) => classes.includes(label!));
  const right = judged.filter((row) => row.label === row.said);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const perClass = classes.map((label) => {
    const support = judged.filter((row) => row.label === label).length;
    const predicted = judged.filter((row) => row.said === label).length;
    const hits = right.filter((row) => row.label === label).length;
    const [precision, recall] = [share(hits, predicted), share(hits, support)];
    return { label, precision, recall, f1: share(2 * precision * recall, precision + recall), support, predicted };
  });
  const bins = Array.from({ length: 15 }, (_, at) => {
    const within = judged.filter(({ confidence }) => confidence > at / 15 && confidence <= (at + 1) / 15);
    const confidence = share(
      within.reduce((sum, row) => sum + row.confidence, 0),
      within.length,
    );
    return {
      count: within.length,
      confidence,
      accuracy: share(within.filter((row) => row.label === row.said).length, within.length),
    };
  });
  const strangers = labelled.filter((row) => !judged.includes(row));
  let wins = 0;
  for (const stranger of strangers)
    for (const known of judged)
      wins += stranger.unknown!.score > known.unknown!.score ? 1 : stranger.unknown!.score === known.unknown!.score ? 0.5 : 0;
  return {
    ...{ labelled: labelled.length, judged: judged.length, accuracy: share(right.length, judged.length), perClass, bins },
    expectedError: bins.reduce(
      (sum, { count, confidence, accuracy }) => sum + share(count * Math.abs(confidence - accuracy), judged.length),
      0,
    ),
    cells: labelled.map((row) => `${row.label!} > ${row.said}`),
    strangers: strangers.length,
    auroc: wins / (strangers.length * judged.length),
  };
}

describe('the evaluation of predictions', () => {
  it.each([1, 2, 3])('is what loops over the definitions give (seed %i)', (seed) => {
    const made = madeUpPredictions(400, { classes: 5, seed });
    const want = slowly(made);
    const found = evaluatePredictions(made.table);
    expect(found).toMatchObject({ labelled: want.labelled, judged: want.judged });
    expect(found.accuracy).toBeCloseTo(want.accuracy, 10);
    found.classes.forEach(({ label, support, predicted, ...scores }, c) => {
      expect(want.perClass[c]).toMatchObject({ label, support, predicted });
      for (const name of ['precision', 'recall', 'f1'] as const) expect(scores[name]).toBeCloseTo(want.perClass[c]![name], 10);
    });
    found.calibration.bins.forEach((bin, at) => {
      expect(bin.count).toBe(want.bins[at]!.count);
      expect(bin.confidence).toBeCloseTo(want.bins[at]!.confidence, 10);
      expect(bin.accuracy).toBeCloseTo(want.bins[at]!.accuracy, 10);
    });
    expect(found.calibration.expectedError).toBeCloseTo(want.expectedError, 10);
    expect(found.unknown).toMatchObject({ method: 'knn', threshold: 0.9, strangers: want.strangers, known: want.judged });
    expect(found.unknown!.auroc).toBeCloseTo(want.auroc, 10);
    // The point of the curve where the threshold lies is what the verdicts say.
    const above = found.unknown!.curve.findLast(({ score }) => score > 0.9)!;
    expect(found.unknown!.atThreshold).toEqual({ falsePositiveRate: above.falsePositiveRate, truePositiveRate: above.truePositiveRate });
  });

  it('counts in its cells every labelled item once, those of strangers too, and no cell of none', () => {
    const made = madeUpPredictions(400, { classes: 5 });
    const { confusion } = evaluatePredictions(made.table);
    const counted = new Map<string, number>();
    for (const cell of slowly(made).cells) counted.set(cell, (counted.get(cell) ?? 0) + 1);
    expect(new Map(confusion.map(({ label, prediction, count }) => [`${label} > ${prediction}`, count]))).toEqual(counted);
    expect(confusion.some(({ label }) => label.startsWith('stranger'))).toBe(true);
  });

  it('has nothing to say of strangers where there are none, or the model cannot tell', () => {
    expect(evaluatePredictions(madeUpPredictions(100, { canTell: false }).table).unknown).toBeNull();
    const none = evaluatePredictions(madeUpPredictions(0).table);
    expect(none).toMatchObject({ labelled: 0, judged: 0, accuracy: 0, confusion: [], unknown: null, calibration: { expectedError: 0 } });
    expect(none.classes.every(({ precision, recall, f1 }) => precision + recall + f1 === 0)).toBe(true);
  });
});
