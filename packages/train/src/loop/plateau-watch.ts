import type { Watch } from './watch.js';

/** A loss has improved when it fell by this share of its best value. */
const IMPROVEMENT = 0.002;

/** Epochs without improvement before the watch speaks: a fifth of the run, 10 at least. */
const patienceOf = (epochs: number): number => Math.max(10, Math.ceil(epochs / 5));

/** Watches for a loss that no longer falls although the learning rate is still high: a sign that training is stuck, not finished.
 * @param peak the schedule's highest learning rate. */
export function createPlateauWatch(epochs: number, peak: number): Watch {
  const patience = patienceOf(epochs);
  let best = Infinity;
  let since = 0;
  let warned = false;
  return {
    code: 'PLATEAU',
    look: ({ loss, learningRate }) => {
      if (loss < best - IMPROVEMENT * Math.abs(best === Infinity ? 0 : best)) {
        best = loss;
        since = 0;
        return undefined;
      }
      since++;
      if (warned || since < patience || learningRate < peak / 10) return undefined;
      warned = true;
      return `the loss has not fallen below ${best.toPrecision(4)} for ${since} epochs at a high learning rate (plateau). Lower stage1.learningRate, or look at the labels with supcon data check.`;
    },
  };
}
