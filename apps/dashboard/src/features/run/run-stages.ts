import type { RunEvent, RunStatus } from '@supcon/sdk';

/** Where a stage is; one that its run broke off in is in the state of the run. */
export type StageState = 'waiting' | 'done' | Exclude<RunStatus, 'finished'>;

/** One of the three steps of a training. */
export interface Stage {
  readonly name: string;
  readonly detail: string;
  readonly state: StageState;
  /** 0..1. */
  readonly progress: number;
  /** Wall time so far, in seconds; undefined before it has begun. */
  readonly seconds: number | undefined;
}

/** The three steps of a training as far as its events tell: the encoder, the linear classifier on it, the test. */
export function runStages(events: readonly RunEvent[], status: RunStatus, now: number): Stage[] {
  const first = events.findLast((event) => event.type === 'start');
  const epochs = events.filter((event) => event.type === 'epoch');
  const lastEpoch = epochs.at(-1);
  const total = lastEpoch?.epochs ?? first?.stage1Epochs ?? 0;
  const done = lastEpoch?.epoch ?? 0;
  const second = events.findLast((event) => event.type === 'stage2');
  const result = events.findLast((event) => event.type === 'result');
  const trained = (total > 0 && done >= total) || second !== undefined || result !== undefined;
  const going: StageState = status === 'finished' ? 'stopped' : status;
  const marks = [first?.time, trained ? lastEpoch?.time : undefined, second?.time, result?.time];
  const last = events.at(-1)?.time;
  const seconds = (begin: number, finished: boolean, begun: boolean): number | undefined => {
    const from = marks[begin];
    const to = finished ? marks[begin + 1] : going === 'running' ? new Date(now).toISOString() : last;
    return begun && from !== undefined && to !== undefined ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000) : undefined;
  };
  return [
    {
      name: 'Stage 1: encoder',
      detail: total > 0 ? `epoch ${done} of ${total}` : first?.loss === 'none' ? 'kept as it came' : 'preparing the pictures',
      state: trained ? 'done' : going,
      progress: trained ? 1 : total > 0 ? done / total : 0,
      seconds: seconds(0, trained, first !== undefined),
    },
    {
      name: 'Stage 2: linear classifier',
      detail: second?.l2 !== undefined ? `L2 strength ${second.l2}, chosen on validation` : 'on the frozen encoder',
      state: second || result ? 'done' : trained ? going : 'waiting',
      progress: second || result ? 1 : 0,
      seconds: seconds(1, second !== undefined, trained),
    },
    {
      name: 'Test',
      detail: 'pictures that no training has seen',
      state: result ? 'done' : second ? going : 'waiting',
      progress: result ? 1 : 0,
      seconds: seconds(2, result !== undefined, second !== undefined),
    },
  ];
}
