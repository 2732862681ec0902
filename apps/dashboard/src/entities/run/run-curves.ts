import type { RunEvent } from '@supcon/sdk';

type EpochEvent = Extract<RunEvent, { type: 'epoch' }>;

/** What a run has reported, a column for each quantity, a row for each epoch of stage 1. Null where an epoch did not measure it. */
export interface RunCurves {
  readonly epochs: readonly number[];
  /** The contrastive loss, of whichever kind the run trains with (`lossOf`), nats. */
  readonly contrastive: readonly (number | null)[];
  /** Cross-entropy, nats. */
  readonly crossEntropy: readonly (number | null)[];
  /** Accuracy of the classifier beside the projection head on augmented training pictures, 0..1. */
  readonly accuracy: readonly (number | null)[];
  /** 5-NN accuracy on the validation pictures, 0..1. */
  readonly knn: readonly (number | null)[];
  readonly learningRate: readonly (number | null)[];
  readonly imagesPerSecond: readonly (number | null)[];
}

type Column = Exclude<keyof RunCurves, 'epochs'>;

/** Columns from events. An epoch that was trained again after a resume replaces its first report and drops what followed it. The contrastive loss and the
 * cross-entropy never share a column; an epoch that names no term has one, which is its whole loss. */
export function runCurves(events: readonly RunEvent[]): RunCurves {
  const own = lossOf(events) === 'cross-entropy' ? 'crossEntropy' : 'contrastive';
  const rows: EpochEvent[] = [];
  for (const event of events) {
    if (event.type !== 'epoch') continue;
    while (rows.length > 0 && rows.at(-1)!.epoch >= event.epoch) rows.pop();
    rows.push(event);
  }
  const column = (pick: (event: EpochEvent) => number | undefined): (number | null)[] =>
    rows.map((row) => {
      const value = pick(row);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    });
  const term = (name: 'contrastive' | 'crossEntropy'): (number | null)[] =>
    column((row) => (row.contrastive === undefined && row.crossEntropy === undefined && name === own ? row.loss : row[name]));
  return {
    epochs: rows.map((row) => row.epoch),
    contrastive: term('contrastive'),
    crossEntropy: term('crossEntropy'),
    accuracy: column((row) => row.accuracy),
    knn: column((row) => row.knn),
    learningRate: column((row) => row.learningRate),
    imagesPerSecond: column((row) => row.imagesPerSecond),
  };
}

/** `stage1.loss` of the run's recipe: `supcon`, `triplet+cross-entropy`, ... One that does not say is an old one, and those knew SupCon only. */
export function lossOf(events: readonly RunEvent[]): string {
  return events.findLast((event) => event.type === 'start')?.loss ?? 'supcon';
}

/** Whether there is anything to draw. */
export function hasValues(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null);
}

/** The last measured value of a column. */
export function lastOf(curves: RunCurves, column: Column): number | undefined {
  return curves[column].findLast((value) => value !== null) ?? undefined;
}

/** The best measured value of a column where more is better, and its epoch; the earliest of equals. */
export function bestOf(curves: RunCurves, column: Column): { value: number; epoch: number } | undefined {
  let best: { value: number; epoch: number } | undefined;
  for (const [row, value] of curves[column].entries()) {
    if (value !== null && (best === undefined || value > best.value)) best = { value, epoch: curves.epochs[row]! };
  }
  return best;
}
