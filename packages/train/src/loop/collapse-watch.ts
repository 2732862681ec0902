import type { Watch } from './watch.js';

/** Nats around ln(2B - 1) that count as the same. */
const TOLERANCE = 0.01;

/** Watches the SupCon loss for collapse: when all projections coincide it is ln(rows - 1) whatever the temperature, and stays there. Passing
 * by is no collapse, so two epochs in a row after the warm-up are wanted.
 * @param rows of a batch, views counted. */
export function createCollapseWatch(rows: number, warmupEpochs: number): Watch {
  const collapsed = Math.log(rows - 1);
  let inARow = 0;
  let warned = false;
  return {
    code: 'COLLAPSE',
    look: ({ epoch, contrastive }) => {
      inARow = contrastive !== undefined && Math.abs(contrastive - collapsed) < TOLERANCE ? inARow + 1 : 0;
      if (warned || inARow < 2 || epoch <= warmupEpochs) return undefined;
      warned = true;
      return `the SupCon loss stands at ${contrastive!.toFixed(3)} = ln(${rows} - 1): all projections are the same point (collapse). A longer warm-up (stage1.schedule.warmupEpochs) or a lower stage1.learningRate usually mends it.`;
    },
  };
}
