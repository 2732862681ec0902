import { TrainError } from '../errors.js';
import { lineChart, type Line } from './line-chart.js';

/** The mean loss of each epoch of one run. */
export interface LossLine extends Line {
  /** Name of the loss: `supcon`, `cross-entropy`, ... */
  readonly loss: string;
}

/** One panel of loss over epochs. Losses of different kinds measure different things: a SupCon loss of 2 nats and a cross-entropy of 0.1 say
 * nothing about which encoder is better, so they never share an axis.
 * @throws TrainError NOT_COMPARABLE when the lines are of more than one loss. @returns SVG */
export function lossChart(lines: readonly LossLine[], x = 'epoch'): string {
  const kinds = [...new Set(lines.map(({ loss }) => loss))];
  if (kinds.length !== 1)
    throw new TrainError(
      'NOT_COMPARABLE',
      `one axis takes the losses of one kind, got ${kinds.length === 0 ? 'none' : kinds.join(' and ')}: their values cannot be compared. Draw a panel for each, and compare accuracy instead.`,
      { details: { losses: kinds } },
    );
  const [loss] = kinds;
  return lineChart(lines, { title: `Training loss: ${loss!}`, x, y: `${loss!}, nats`, wholeX: true });
}
