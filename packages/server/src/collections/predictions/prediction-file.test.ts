import { expect, it } from 'vitest';
import { madeUpPredictions } from '../../../test/made-up-predictions.js';
import { decodeColumns, joinColumns } from '../derived/column-file.js';
import { decodePredictions, encodePredictions, NO_VERDICT, rowOf, shownColumns } from './prediction-file.js';

it('gives back what was written, row by row', () => {
  for (const canTell of [true, false]) {
    const { table, rows } = madeUpPredictions(50, { canTell });
    expect(rows.map((_, row) => rowOf(table, row))).toEqual(rows);
    expect(table.header.labels).toEqual(['class 000', 'class 001', 'class 002', 'stranger 0', 'stranger 1']);
    expect([...table.correct]).toEqual(
      rows.map(({ label, probabilityOfLabel, prediction }) =>
        probabilityOfLabel === null ? NO_VERDICT : Number(label === table.description.classes[prediction]),
      ),
    );
  }
  expect(madeUpPredictions(0).table.header.rows).toBe(0);
});

it('shows all columns but the keys, whole', () => {
  const { table } = madeUpPredictions(50);
  const { header, columns } = shownColumns(table);
  const shown = decodeColumns<object>(joinColumns(header, columns));
  expect(shown.header.columns.map(({ name }) => name)).toEqual([
    ...['prediction', 'confidence', 'probabilityOfLabel', 'unknownScore', 'unknown', 'correct', 'label', 'idEnds', 'ids'],
  ]);
  expect(columns.length).toBe(table.header.columns.find(({ name }) => name === 'key')!.offset);
});

it('refuses what is cut off or lacks a column', () => {
  const { table, rows } = madeUpPredictions(50);
  const whole = encodePredictions(table.description, rows);
  expect(() => decodePredictions(whole.subarray(0, whole.length - 10))).toThrow(/cut off/);
  const { header, columns } = shownColumns(table);
  expect(() => decodePredictions(joinColumns({ ...table.description, ...header }, columns))).toThrow('the file has no column key');
});
