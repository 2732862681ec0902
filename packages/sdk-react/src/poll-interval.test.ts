import { NotFoundError } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { jobInterval, jobsInterval, runInterval, runsInterval } from './poll-interval.js';

const gone = Object.create(NotFoundError.prototype) as NotFoundError;

it.each([
  [runsInterval(undefined), 6000],
  [runsInterval([{ status: 'finished' }, { status: 'failed' }]), 6000],
  [runsInterval([{ status: 'finished' }, { status: 'running' }]), 2000],
  [runInterval({ status: 'running' }, null), 2000],
  [runInterval(undefined, new Error('no network')), 6000],
  [runInterval(undefined, gone), false],
  [jobInterval(undefined, null), 1000],
  [jobInterval({ state: 'queued' }, null), 1000],
  [jobInterval({ state: 'failed' }, null), false],
  [jobInterval({ state: 'running' }, gone), false],
  [jobsInterval([{ state: 'done' }, { state: 'cancelled' }]), 6000],
  [jobsInterval([{ state: 'running' }]), 2000],
] as const)('waits %s', (found, wanted) => {
  expect(found).toBe(wanted);
});
