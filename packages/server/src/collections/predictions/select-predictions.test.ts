import fc from 'fast-check';
import { expect, it } from 'vitest';
import { madeUpPredictions } from '../../../test/made-up-predictions.js';
import { selectPredictions, type PredictionOrder, type PredictionQuery } from './select-predictions.js';

const made = madeUpPredictions(300);
/** JSON as the API answers it, and plain filters over that. */
const items = made.rows.map((row, at) => ({
  ...row,
  at,
  said: made.classes[row.prediction]!,
  correct: row.probabilityOfLabel === null ? null : made.classes[row.prediction] === row.label,
}));
type Item = (typeof items)[number];
const ORDERS: Readonly<Record<PredictionOrder, (a: Item, b: Item) => number>> = {
  added: (a, b) => a.at - b.at,
  leastConfident: (a, b) => a.confidence - b.confidence,
  mostConfident: (a, b) => b.confidence - a.confidence,
  mostWrong: (a, b) => {
    if (a.probabilityOfLabel === null || b.probabilityOfLabel === null)
      return Number(a.probabilityOfLabel === null) - Number(b.probabilityOfLabel === null);
    return b.confidence - b.probabilityOfLabel - (a.confidence - a.probabilityOfLabel);
  },
};
const slowly = ({ label, predicted, correct, unknown, minConfidence, maxConfidence, sort }: PredictionQuery): number[] =>
  items
    .filter(
      (item) =>
        (label === undefined || item.label === label) &&
        (predicted === undefined || item.said === predicted) &&
        (correct === undefined || item.correct === correct) &&
        (unknown === undefined || item.unknown?.isUnknown === unknown) &&
        item.confidence >= (minConfidence ?? 0) &&
        item.confidence <= (maxConfidence ?? 1),
    )
    .sort(ORDERS[sort ?? 'added'])
    .map(({ at }) => at);

it('selects and sorts as filtering row by row does', () => {
  const texts = fc.constantFrom(undefined, 'class 000', 'class 001', 'class 002', 'stranger 1', 'nothing', '');
  const truth = fc.constantFrom(undefined, true, false);
  const bound = fc.constantFrom(undefined, 0, items[5]!.confidence, 0.7, 1);
  const query = fc.record({
    ...{ label: texts, predicted: texts, correct: truth, unknown: truth, minConfidence: bound, maxConfidence: bound },
    sort: fc.constantFrom(undefined, 'added', 'leastConfident', 'mostConfident', 'mostWrong'),
  });
  fc.assert(
    fc.property(query, (asked) => {
      expect([...selectPredictions(made.table, asked)]).toEqual(slowly(asked));
    }),
    { numRuns: 500 },
  );
});

it('selects none by a verdict that there is not, and refuses an order that there is not', () => {
  const { table } = madeUpPredictions(30, { canTell: false });
  expect(selectPredictions(table, { unknown: true })).toHaveLength(0);
  expect(selectPredictions(table, { unknown: false })).toHaveLength(0);
  expect(() => selectPredictions(table, { sort: 'best' as PredictionOrder })).toThrow(/sort: expected one of added/);
});
