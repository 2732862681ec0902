import type { Evaluation } from '@supcon/sdk';
import type { CellValue } from './evaluate-search.js';

/** Pictures of one label that are taken for one class. */
export interface ConfusionCell {
  readonly label: string;
  readonly predicted: string;
  readonly count: number;
  /** Of all that have the label, 0..1. */
  readonly ofLabel: number;
  /** Of all that are taken for the class, 0..1. */
  readonly ofPredicted: number;
  /** How many more than by another model; undefined where none is held against it. */
  readonly difference: number | undefined;
}

/** What is taken for what. R labels, C classes. */
export interface ConfusionMatrix {
  /** Labels of pictures, those that the model does not know last. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [R][C] */
  readonly cells: readonly (readonly ConfusionCell[])[];
}

/** Lays out what an evaluation counted. @param order `error`: what is wrong most often first. */
export function confusionMatrix(evaluation: Evaluation, order: 'name' | 'error', other?: Evaluation | null): ConfusionMatrix {
  const counts = countsOf(evaluation);
  const others = other ? countsOf(other) : undefined;
  const classes = evaluation.classes.map(({ label }) => label);
  const known = new Set(classes);
  const labels = [...new Set([...evaluation.confusion, ...(other?.confusion ?? [])].map(({ label }) => label))];
  const present = new Set(labels);
  const wrong = new Map<string, number>();
  for (const { label, prediction, count } of evaluation.confusion)
    if (label !== prediction) wrong.set(label, (wrong.get(label) ?? 0) + count);
  const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
  const compare = (a: string, b: string): number => (order === 'error' ? (wrong.get(b) ?? 0) - (wrong.get(a) ?? 0) : 0) || byName(a, b);
  const columns = [...classes].sort(compare);
  const rows = [...columns.filter((name) => present.has(name)), ...labels.filter((name) => !known.has(name)).sort(compare)];
  const sums = { label: new Map<string, number>(), predicted: new Map<string, number>() };
  for (const { label, prediction, count } of evaluation.confusion) {
    sums.label.set(label, (sums.label.get(label) ?? 0) + count);
    sums.predicted.set(prediction, (sums.predicted.get(prediction) ?? 0) + count);
  }
  const share = (part: number, whole = 0): number => (whole === 0 ? 0 : part / whole);
  return {
    rows,
    columns,
    cells: rows.map((label) =>
      columns.map((predicted): ConfusionCell => {
        const count = counts.get(keyOf(label, predicted)) ?? 0;
        return {
          ...{ label, predicted, count },
          ofLabel: share(count, sums.label.get(label)),
          ofPredicted: share(count, sums.predicted.get(predicted)),
          difference: others && count - (others.get(keyOf(label, predicted)) ?? 0),
        };
      }),
    ),
  };
}

/** The cells in which pictures are wrong, the most first; of equals, by name. @param most how many. */
export function topConfusions({ cells }: ConfusionMatrix, most: number): readonly ConfusionCell[] {
  return cells
    .flat()
    .filter(({ label, predicted, count, difference }) => label !== predicted && (count > 0 || (difference ?? 0) !== 0))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label, 'en') || a.predicted.localeCompare(b.predicted, 'en'))
    .slice(0, most);
}

/** Of a cell that holds anything: one picture of many is to be seen too. */
const LEAST_STRENGTH = 0.3;

/** What a cell shows, and how strongly, 0..1. */
export function shownValue(cell: ConfusionCell, value: CellValue): { readonly text: string; readonly strength: number } {
  const { count, ofLabel, ofPredicted, difference = 0 } = cell;
  if (value === 'difference')
    return {
      text: difference === 0 ? '' : `${difference > 0 ? '+' : '−'}${Math.abs(difference)}`,
      strength: Math.min(1, Math.abs(difference) / 5),
    };
  if (count === 0) return { text: '', strength: 0 };
  const share = value === 'column' ? ofPredicted : ofLabel;
  return { text: String(value === 'counts' ? count : Math.round(100 * share)), strength: Math.max(LEAST_STRENGTH, share) };
}

/** Whether what a cell shows is good: right pictures, or fewer wrong ones than by the other model. */
export function isGood({ label, predicted, difference = 0 }: ConfusionCell, value: CellValue): boolean {
  const right = label === predicted;
  return value === 'difference' ? right === difference > 0 : right;
}

/** The cell that a key leads to from another; undefined for a key that leads nowhere. */
export function nextCell(
  key: string,
  { row, column }: { readonly row: number; readonly column: number },
  { rows, columns }: { readonly rows: number; readonly columns: number },
): { readonly row: number; readonly column: number } | undefined {
  const to = {
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    Home: { row, column: 0 },
    End: { row, column: columns - 1 },
  }[key];
  if (to === undefined || to.row < 0 || to.row >= rows || to.column < 0 || to.column >= columns) return undefined;
  return to;
}

function countsOf({ confusion }: Evaluation): Map<string, number> {
  return new Map(confusion.map(({ label, prediction, count }) => [keyOf(label, prediction), count]));
}

function keyOf(label: string, predicted: string): string {
  return JSON.stringify([label, predicted]);
}
