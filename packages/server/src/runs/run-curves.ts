import { readLogPart } from '@supcon/core/run';
import { epochsOf, type EpochMetrics, type RunEvent } from '@supcon/core/run/events';
import { thinCurve } from './thin-curve.js';

/** What curves there are, by name. `loss` are several, one for each of its terms. */
export const CURVE_NAMES = ['loss', 'accuracy', 'knn', 'classifier', 'learningRate', 'imagesPerSecond'] as const;
/** A name of a curve. */
export type CurveName = (typeof CURVE_NAMES)[number];

/** One curve of a training over its epochs. The three lists are of one length, in the order of epochs. */
export interface Curve {
  readonly name: CurveName;
  /** Of a loss, which: `supcon`, `cross-entropy`. */
  readonly term?: string;
  readonly epochs: readonly number[];
  /** Since the training was begun, its pauses included. */
  readonly seconds: readonly number[];
  readonly values: readonly number[];
}

/** Of one log; no epoch is that long. What lies behind is left out. */
const MOST_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** The curves of a log as it is now, each thinned by itself (`thinCurve`).
 * @param points of a curve, at most. @returns those among `names` that have a point. */
export async function readCurves(file: string, names: readonly CurveName[], points: number): Promise<Curve[]> {
  const events = await readEpochEvents(file);
  const begun = Date.parse(events.find(({ time }) => time !== undefined)?.time ?? '');
  const epochs = epochsOf(events);
  const terms = [...new Set(epochs.flatMap(({ losses }) => [...losses.keys()]))];
  const wanted = names.flatMap(
    (name): readonly { name: CurveName; term?: string; valueOf: (epoch: EpochMetrics) => number | undefined }[] =>
      name === 'loss'
        ? terms.map((term) => ({ name, term, valueOf: ({ losses }) => losses.get(term) }))
        : [{ name, valueOf: (epoch) => epoch[name] }],
  );
  return wanted.flatMap(({ valueOf, ...curve }) => {
    const all = epochs.flatMap((epoch) => {
      const value = valueOf(epoch);
      return value === undefined ? [] : [{ epoch: epoch.epoch, seconds: secondsBetween(begun, epoch.time), value }];
    });
    const kept = thinCurve(
      all.map(({ value }) => value),
      points,
    ).map((at) => all[at]!);
    if (kept.length === 0) return [];
    return [
      {
        ...curve,
        epochs: kept.map(({ epoch }) => epoch),
        seconds: kept.map(({ seconds }) => seconds),
        values: kept.map(({ value }) => value),
      },
    ];
  });
}

/** Starts and epochs alone: of a long training the rest is of no use here. */
async function readEpochEvents(file: string): Promise<RunEvent[]> {
  const kept: RunEvent[] = [];
  for (let offset = 0; offset < MOST_BYTES;) {
    const { events, nextOffset } = await readLogPart(file, offset, CHUNK_BYTES);
    for (const { event } of events) if (event.type === 'start' || event.type === 'epoch') kept.push(event);
    if (nextOffset <= offset) break;
    offset = nextOffset;
  }
  return kept;
}

/** A clock that was set back counts as one that stood still. */
function secondsBetween(begun: number, time: string): number {
  const seconds = (Date.parse(time) - begun) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
