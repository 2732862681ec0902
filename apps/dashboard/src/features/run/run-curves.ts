import type { RunEvent } from '@supcon/sdk';

/** What a run has reported, a column for each quantity, a row for each epoch of stage 1. Null where an epoch did not measure it. */
export interface RunCurves {
  readonly epochs: readonly number[];
  /** SupCon loss, nats. */
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

/** Columns from events. An epoch that was trained again after a resume replaces its first report and drops what followed it.
 * `loss` is the SupCon loss or the cross-entropy, as the run says; the two never share a column. */
export function runCurves(events: readonly RunEvent[]): RunCurves {
  const lossKind = lossOf(events);
  const rows: RunEvent[] = [];
  for (const event of events) {
    if (event.type !== 'epoch' || event.epoch === undefined) continue;
    while (rows.length > 0 && rows.at(-1)!.epoch! >= event.epoch) rows.pop();
    rows.push(event);
  }
  const column = (pick: (event: RunEvent) => unknown): (number | null)[] =>
    rows.map((row) => {
      const value = pick(row);
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    });
  return {
    epochs: rows.map((row) => row.epoch!),
    contrastive: column((row) => row.supcon ?? (lossKind === 'supcon' ? row.loss : undefined)),
    crossEntropy: column((row) => row.crossEntropy ?? (lossKind === 'cross-entropy' ? row.loss : undefined)),
    accuracy: column((row) => row['accuracy']),
    knn: column((row) => row.knn),
    learningRate: column((row) => row.learningRate),
    imagesPerSecond: column((row) => row.imagesPerSecond),
  };
}

/** `stage1.loss` of the run's recipe. One that does not say is an old one, and those knew SupCon only. */
export function lossOf(events: readonly RunEvent[]): string {
  const loss = events.findLast((event) => event.type === 'start')?.['loss'];
  return typeof loss === 'string' ? loss : 'supcon';
}

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
