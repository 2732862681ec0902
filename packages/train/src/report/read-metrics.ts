import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../console/reporter.js';

/** All events of a run's `metrics.jsonl`; none where there is no log yet. A line cut off by a crash is passed over. */
export async function readEvents(runFolder: string): Promise<RunEvent[]> {
  const text = await readFile(join(runFolder, 'metrics.jsonl'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isEvent(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

function isEvent(value: unknown): value is RunEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** What one epoch of stage 1 left in the log. */
export interface EpochMetrics {
  readonly epoch: number;
  /** ISO 8601. */
  readonly time: string;
  /** Mean loss by its name; of a sum of losses each term for itself, because the sum means little. */
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

/** Terms with a field of their own in an epoch's event. */
const TERMS = ['supcon', 'contrastive', 'crossEntropy'] as const;

/** The epochs in order; of one that was repeated after a resume, the last. */
export function epochsOf(events: readonly RunEvent[]): EpochMetrics[] {
  const named = events.find(({ type }) => type === 'start')?.['loss'];
  const byEpoch = new Map<number, EpochMetrics>();
  for (const event of events) {
    const epoch = number(event, 'epoch');
    if (event.type !== 'epoch' || epoch === undefined) continue;
    const terms = TERMS.flatMap((field) => {
      const value = number(event, field);
      return value === undefined ? [] : [[termName(field, named), value] as const];
    });
    const whole = number(event, 'loss');
    if (terms.length === 0 && whole !== undefined) terms.push([typeof named === 'string' ? named : 'loss', whole]);
    byEpoch.set(epoch, {
      epoch,
      time: String(event['time']),
      losses: new Map(terms),
      accuracy: number(event, 'accuracy'),
      knn: number(event, 'knn'),
      classifier: number(event, 'classifier'),
      learningRate: number(event, 'learningRate'),
      imagesPerSecond: number(event, 'imagesPerSecond'),
    });
  }
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}

/** @param loss of the start event: `triplet+cross-entropy`, say. */
function termName(field: (typeof TERMS)[number], loss: unknown): string {
  if (field === 'crossEntropy') return 'cross-entropy';
  return field === 'contrastive' && typeof loss === 'string' ? loss.replace('+cross-entropy', '') : field;
}

function number(event: RunEvent, field: string): number | undefined {
  const value = event[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
