import type { RunEvent, RunEventOf } from './run-event.js';

/** What one epoch of stage 1 left in the log. */
export interface EpochMetrics {
  readonly epoch: number;
  /** ISO 8601. */
  readonly time: string;
  /** Mean loss by its name (`triplet`, `cross-entropy`), in nats; of a sum of losses each term for itself, because the sum means little. */
  readonly losses: ReadonlyMap<string, number>;
  /** 0..1, of the classifier beside the head. */
  readonly accuracy: number | undefined;
  /** 5-NN accuracy on validation, 0..1. */
  readonly knn: number | undefined;
  /** Accuracy of the classifier beside the head on validation, 0..1. */
  readonly classifier: number | undefined;
  readonly learningRate: number | undefined;
  readonly imagesPerSecond: number | undefined;
}

/** The curves of a run: its epochs in order. One that was trained again after a resume takes the place of its first report, and what followed that is dropped. */
export function epochsOf(events: readonly RunEvent[]): EpochMetrics[] {
  const loss = lossOf(events);
  const rows: RunEventOf<'epoch'>[] = [];
  for (const event of events) {
    if (event.type !== 'epoch') continue;
    while (rows.length > 0 && rows.at(-1)!.epoch >= event.epoch) rows.pop();
    rows.push(event);
  }
  return rows.map((event) => ({
    epoch: event.epoch,
    time: event.time ?? '',
    losses: new Map(termsOf(event, loss)),
    accuracy: event.accuracy,
    knn: event.knn,
    classifier: event.classifier,
    learningRate: event.learningRate,
    imagesPerSecond: event.imagesPerSecond,
  }));
}

/** `stage1.loss` of the run's recipe. A run that does not say is an old one, and those knew SupCon only. */
export function lossOf(events: readonly RunEvent[]): string {
  return events.findLast((event) => event.type === 'start')?.loss ?? 'supcon';
}

function termsOf({ contrastive, crossEntropy, loss: whole }: RunEventOf<'epoch'>, loss: string): (readonly [string, number])[] {
  const terms = [
    ...(contrastive === undefined ? [] : [[loss.replace('+cross-entropy', ''), contrastive] as const]),
    ...(crossEntropy === undefined ? [] : [['cross-entropy', crossEntropy] as const]),
  ];
  // Of an epoch that names no term, the whole is one.
  return terms.length === 0 && whole !== undefined ? [[loss, whole]] : terms;
}
