import type { Evaluation } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { confusionMatrix, isGood, nextCell, shownValue, topConfusions } from './confusion-matrix.js';

const scores = { precision: 0, recall: 0, f1: 0, support: 0, predicted: 0 };
const evaluation = (cells: readonly (readonly [string, string, number])[]): Evaluation =>
  ({
    classes: ['c10', 'c2', 'c1'].map((label) => ({ label, ...scores })),
    confusion: cells.map(([label, prediction, count]) => ({ label, prediction, count })),
  }) as unknown as Evaluation;
const CELLS = [['c1', 'c1', 5], ['c1', 'c2', 3], ['c2', 'c2', 1], ['c2', 'c10', 4], ['x', 'c1', 2]] as const; // prettier-ignore

describe('the confusion matrix', () => {
  it('has labels that occur and all classes by name, strangers last, and every count once', () => {
    const { rows, columns, cells } = confusionMatrix(evaluation(CELLS), 'name');
    expect([rows, columns]).toEqual([
      ['c1', 'c2', 'x'],
      ['c1', 'c2', 'c10'],
    ]);
    expect(cells.map((line) => line.map(({ count }) => count))).toEqual([
      [5, 3, 0],
      [0, 1, 4],
      [2, 0, 0],
    ]);
    expect(cells[0]![1]).toMatchObject({ label: 'c1', predicted: 'c2', ofLabel: 3 / 8, ofPredicted: 3 / 4, difference: undefined });
    expect(cells[2]![1]).toMatchObject({ ofLabel: 0, ofPredicted: 0 });
  });

  it('puts what is wrong most often first', () => {
    const { rows, columns } = confusionMatrix(evaluation(CELLS), 'error');
    expect([rows, columns]).toEqual([
      ['c2', 'c1', 'x'],
      ['c2', 'c1', 'c10'],
    ]);
  });

  it('says what another model has more or fewer of, of labels too that it alone has', () => {
    const matrix = confusionMatrix(evaluation(CELLS), 'name', evaluation([['c1', 'c1', 7], ['y', 'c2', 1]])); // prettier-ignore
    expect(matrix.rows).toEqual(['c1', 'c2', 'x', 'y']);
    expect(matrix.cells.map((line) => line.map(({ difference }) => difference))).toEqual([
      [-2, 3, 0],
      [0, 1, 4],
      [2, 0, 0],
      [0, -1, 0],
    ]);
  });

  it('lists where most are wrong first', () => {
    const top = topConfusions(confusionMatrix(evaluation(CELLS), 'name'), 2);
    expect(top.map(({ label, predicted, count }) => [label, predicted, count])).toEqual([
      ['c2', 'c10', 4],
      ['c1', 'c2', 3],
    ]);
    expect(topConfusions(confusionMatrix(evaluation([['c1', 'c1', 5]]), 'name'), 9)).toEqual([]);
  });
});

describe('a cell', () => {
  const cell = { label: 'a', predicted: 'b', count: 3, ofLabel: 0.375, ofPredicted: 0.75, difference: -2 };
  it('shows what was asked for, and nothing where there is none', () => {
    expect(shownValue(cell, 'counts')).toEqual({ text: '3', strength: 0.375 });
    expect(shownValue(cell, 'row')).toEqual({ text: '38', strength: 0.375 });
    expect(shownValue(cell, 'column')).toEqual({ text: '75', strength: 0.75 });
    expect(shownValue(cell, 'difference')).toEqual({ text: '−2', strength: 0.4 });
    expect(shownValue({ ...cell, count: 1, ofLabel: 0.01 }, 'row')).toEqual({ text: '1', strength: 0.3 });
    expect(shownValue({ ...cell, difference: 9 }, 'difference')).toEqual({ text: '+9', strength: 1 });
    for (const value of ['counts', 'row', 'column', 'difference'] as const)
      expect(shownValue({ ...cell, count: 0, ofLabel: 0, ofPredicted: 0, difference: 0 }, value)).toEqual({ text: '', strength: 0 });
  });

  it('is good where it is right, or has fewer wrong ones than by the other model', () => {
    const right = { ...cell, predicted: 'a' };
    expect([isGood(cell, 'counts'), isGood(right, 'counts')]).toEqual([false, true]);
    expect([isGood(cell, 'difference'), isGood({ ...cell, difference: 2 }, 'difference')]).toEqual([true, false]);
    expect([isGood(right, 'difference'), isGood({ ...right, difference: 2 }, 'difference')]).toEqual([false, true]);
  });

  it('leads to its neighbours and the ends of its row, and never out of the matrix', () => {
    const size = { rows: 2, columns: 3 };
    const lead = (key: string, row: number, column: number) => nextCell(key, { row, column }, size);
    expect(lead('ArrowRight', 0, 0)).toEqual({ row: 0, column: 1 });
    expect(lead('ArrowDown', 0, 2)).toEqual({ row: 1, column: 2 });
    expect([lead('Home', 1, 2), lead('End', 1, 0)]).toEqual([{ row: 1, column: 0 }, { row: 1, column: 2 }]); // prettier-ignore
    for (const [key, row, column] of [
      ['ArrowLeft', 0, 0],
      ['ArrowUp', 0, 1],
      ['ArrowDown', 1, 1],
      ['ArrowRight', 1, 2],
      ['a', 0, 0],
    ] as const)
      // prettier-ignore
      expect(lead(key, row, column)).toBeUndefined();
  });
});
