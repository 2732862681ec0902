import { expect, it } from 'vitest';
import { createCollapseWatch } from './collapse-watch.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';

const epochOf = (epoch: number, contrastive: number | undefined): EpochSummary => ({
  epoch,
  loss: contrastive ?? 1,
  ...(contrastive === undefined ? {} : { contrastive }),
  learningRate: 0.1,
  spread: 0.5,
  loneAnchors: 0,
});

it('warns once when the loss stays at ln(rows - 1) after the warm-up', () => {
  const watch = createCollapseWatch(128, 2);
  const stuck = Math.log(127);
  expect(watch.look(epochOf(1, stuck))).toBeUndefined();
  expect(watch.look(epochOf(2, stuck))).toBeUndefined();
  expect(watch.look(epochOf(3, stuck + 0.005))).toMatch(/4\.849 = ln\(128 - 1\).*warm-up.*learningRate/s);
  expect(watch.look(epochOf(4, stuck))).toBeUndefined();
});

it('says nothing when the loss only passes by, falls, or is not contrastive', () => {
  const watch = createCollapseWatch(128, 0);
  for (const [epoch, loss] of [5.2, Math.log(127), 4.6, Math.log(127), 4.2].entries())
    expect(watch.look(epochOf(epoch + 1, loss))).toBeUndefined();
  const other = createCollapseWatch(128, 0);
  for (const epoch of [1, 2, 3]) expect(other.look(epochOf(epoch, undefined))).toBeUndefined();
});
