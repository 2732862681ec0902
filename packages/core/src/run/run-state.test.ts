import { describe, expect, it } from 'vitest';
import type { OwnerLife } from './run-owner.js';
import { runState, type RunEvidence, type RunState } from './run-state.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const MINUTE = 60_000;
const ago = (minutes: number): string => new Date(NOW - minutes * MINUTE).toISOString();
const started = { type: 'start', time: ago(90) } as const;
const stopped = { type: 'stopped', time: ago(80) } as const;
const failed = { type: 'failed', time: ago(80), code: 'DIVERGED' } as const;
const owner = (life: OwnerLife, beatMinutesAgo: number, sinceMinutesAgo = 100) => ({
  since: ago(sinceMinutesAgo),
  life,
  beatAt: NOW - beatMinutesAgo * MINUTE,
});

const BARE: RunEvidence = { finished: false, last: started, owner: undefined, wasOwned: true, loggedAt: NOW - 60 * MINUTE };

describe('runState', () => {
  it.each<[string, Partial<RunEvidence>, RunState]>([
    ['has its result', { finished: true }, 'finished'],
    [
      'has its result, whatever its log ends with and whoever holds it',
      { finished: true, last: failed, owner: owner('alive', 9) },
      'finished',
    ],
    ['is in an epoch of an hour, its owner beating', { owner: owner('alive', 0.1) }, 'running'],
    ['is in an epoch of an hour on another machine', { owner: owner('unknown', 0.1) }, 'running'],
    ['is ahead of us by a clock that goes wrong', { owner: owner('unknown', -30) }, 'running'],
    ['is paused for 16 minutes', { owner: owner('alive', 16) }, 'stalled'],
    ['is on another machine that went silent', { owner: owner('unknown', 3) }, 'stalled'],
    ['was killed a moment ago', { owner: owner('dead', 0) }, 'stopped'],
    ['was killed long ago', { owner: owner('dead', 5000) }, 'stopped'],
    ['was killed after it had said that it failed', { owner: owner('dead', 0), last: failed }, 'failed'],
    ['was asked to stop', { last: stopped }, 'stopped'],
    ['failed', { last: failed }, 'failed'],
    ['failed, its process not yet gone', { last: failed, owner: owner('alive', 0) }, 'failed'],
    ['is gone on with after a stop, and reads its pictures', { last: stopped, owner: owner('alive', 0, 1) }, 'running'],
    ['is gone on with after a failure, and reads its pictures', { last: failed, owner: owner('alive', 0, 1) }, 'running'],
    ['gave itself back without a word, for want of room', {}, 'stopped'],
    ['has no log yet', { last: undefined, owner: owner('alive', 0) }, 'running'],
    ['is of a version without owners, and wrote a minute ago', { wasOwned: false, loggedAt: NOW - MINUTE }, 'running'],
    ['is of a version without owners, and silent for 16 minutes', { wasOwned: false, loggedAt: NOW - 16 * MINUTE }, 'stalled'],
    ['is of a version without owners, and failed', { wasOwned: false, last: failed, loggedAt: NOW }, 'failed'],
  ])('of a run that %s', (_, evidence, state) => {
    expect(runState({ ...BARE, ...evidence }, NOW)).toBe(state);
  });
});
