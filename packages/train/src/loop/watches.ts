import type { Stage1Options } from '../recipe/recipe-schema.js';
import { createCollapseWatch } from './collapse-watch.js';
import { createLoneAnchorWatch } from './lone-anchor-watch.js';
import { createPlateauWatch } from './plateau-watch.js';
import { createSpreadWatch } from './spread-watch.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';
import type { Watch } from './watch.js';

/** What one of the watches has to say; each says it once. */
export interface Alarm {
  readonly code: Watch['code'];
  readonly message: string;
}

/** All alarms that make sense for a run. @param history epochs before a resume, so that the alarms are those of an unbroken run. */
export function createWatches(stage1: Stage1Options, history: readonly EpochSummary[]): (epoch: EpochSummary) => Alarm[] {
  const warmup = stage1.schedule.kind === 'warmup-cosine' ? stage1.schedule.warmupEpochs : 0;
  const watches: Watch[] = [createSpreadWatch(warmup), createPlateauWatch(stage1.epochs, stage1.learningRate)];
  // ln(rows - 1) is the collapse of a loss that is a softmax over all other rows.
  if (stage1.loss.startsWith('supcon') || stage1.loss.startsWith('nt-xent'))
    watches.push(createCollapseWatch(stage1.batchSize * stage1.views, warmup));
  if (stage1.loss !== 'cross-entropy') watches.push(createLoneAnchorWatch());
  const look = (epoch: EpochSummary): Alarm[] =>
    watches.flatMap((watch) => {
      const message = watch.look(epoch);
      return message === undefined ? [] : [{ code: watch.code, message }];
    });
  for (const epoch of history) look(epoch);
  return look;
}
