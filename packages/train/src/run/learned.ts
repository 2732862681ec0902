import type { Engine } from '@supcon/core';
import type { RunResult } from '@supcon/core/run/events';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import type { Reporter } from '../console/reporter.js';
import type { StopSignal } from '../console/stop-signal.js';
import type { DataSet } from '../data/data-set.js';
import type { StageTwoResult } from '../evaluate/stage-two.js';
import type { RunLog } from '../loop/run-log.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Run } from './run-folder.js';

/** What both stages of a run work with. */
export interface LearnOptions {
  readonly run: Run;
  readonly engine: Engine;
  readonly recipe: Recipe;
  readonly data: DataSet;
  readonly seed: number;
  readonly store: CheckpointStore;
  readonly log: RunLog;
  readonly reporter: Reporter;
  readonly stop: StopSignal;
  readonly cacheFolder: string;
  /** Seconds between checkpoints, at least. */
  readonly checkpointEvery?: number;
}

/** What both stages of a run gave. */
export interface Learned extends Pick<RunResult, 'best' | 'adapter'> {
  readonly second: StageTwoResult;
  /** D, of the embeddings that stage 2 was fitted on. */
  readonly width: number;
  /** Over all sittings. */
  readonly seconds: number;
  readonly imagesSeen: number;
  readonly epochs: number;
}
