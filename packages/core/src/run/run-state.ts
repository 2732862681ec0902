import type { RunEvent } from './run-event.js';
import type { OwnerLife } from './run-owner.js';

/** `running`: a process trains it. `finished`: it has its result. `stopped`: nobody trains it; it was asked to stop, or its process was killed, and `--resume` goes
 * on with it without loss. `failed`: it ended with an error, which its last event names. `stalled`: somebody holds it, or may hold it, and gives no sign: paused,
 * hanging, or on a machine that cannot be asked. */
export type RunState = 'running' | 'finished' | 'stopped' | 'failed' | 'stalled';

/** Every state, the one that needs looking at most often first. */
export const RUN_STATES = ['running', 'finished', 'stopped', 'failed', 'stalled'] as const satisfies readonly RunState[];

/** Milliseconds between the beats of an owner. */
export const BEAT_EVERY_MS = 5_000;

/** An owner that has not beaten for so long, in milliseconds, gives no sign. A network file system may show a change a minute late, the clocks of two machines
 * differ by seconds, and a machine that swaps skips beats: two minutes lie beyond all of these. */
export const SILENT_AFTER_MS = 120_000;

/** Runs of versions without a heartbeat are judged by their log, which grows once an epoch: milliseconds until silence counts. */
export const LOG_SILENT_AFTER_MS = 15 * 60_000;

/** What there is to judge a run by. */
export interface RunEvidence {
  /** Whether result.json is there. */
  readonly finished: boolean;
  /** The newest event of its log. */
  readonly last: RunEvent | undefined;
  /** Who holds it, where somebody does, and the time of its last beat in milliseconds since 1970. */
  readonly owner: { readonly since: string; readonly life: OwnerLife; readonly beatAt: number } | undefined;
  /** Whether its log says that its process held it: then one without an owner is not being trained. */
  readonly wasOwned: boolean;
  /** When its log grew, in milliseconds since 1970. */
  readonly loggedAt: number;
}

/** The state of a run, the same for every reader.
 * @param now milliseconds since 1970. */
export function runState({ finished, last, owner, wasOwned, loggedAt }: RunEvidence, now: number): RunState {
  if (finished) return 'finished';
  const ended = last?.type === 'stopped' || last?.type === 'failed' ? last : undefined;
  if (owner && owner.life !== 'dead') {
    // What an earlier sitting ended with says nothing about this one.
    if (ended?.time !== undefined && Date.parse(ended.time) >= Date.parse(owner.since)) return ended.type;
    return now - owner.beatAt > SILENT_AFTER_MS ? 'stalled' : 'running';
  }
  if (ended) return ended.type;
  if (owner || wasOwned) return 'stopped';
  return now - loggedAt > LOG_SILENT_AFTER_MS ? 'stalled' : 'running';
}
