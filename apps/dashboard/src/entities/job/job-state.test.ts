import { describe, expect, it } from 'vitest';
import { jobPollMs, jobShare, overallShare } from './job-state.js';

const progress = (done: number, total: number | null) => ({ done, total, note: null });

describe('jobShare', () => {
  it('is what is done of all there is, at most all of it', () => {
    expect(jobShare({ state: 'running', progress: progress(1, 4) })).toBe(0.25);
    expect(jobShare({ state: 'running', progress: progress(5, 4) })).toBe(1);
    expect(jobShare({ state: 'done', progress: null })).toBe(1);
  });

  it.each([null, progress(3, null), progress(0, 0)])('is unknown of %j', (told) => {
    expect(jobShare({ state: 'running', progress: told })).toBeUndefined();
  });
});

it('counts each job the same, and those that nobody knows of as not begun', () => {
  expect(
    overallShare([
      { state: 'running', progress: progress(1, 2) },
      { state: 'queued', progress: null },
    ]),
  ).toBe(0.25);
  expect(overallShare([{ state: 'queued', progress: null }])).toBeUndefined();
});

describe('jobPollMs', () => {
  it('is quiet while nothing runs that somebody asked for', () => {
    expect(jobPollMs([])).toBe(false);
    expect(
      jobPollMs([
        { state: 'done', kind: 'items.import' },
        { state: 'queued', kind: 'feedback.expire' },
        { state: 'running', kind: 'blobs.sweep' },
      ]),
    ).toBe(false);
  });

  it.each(['queued', 'running'] as const)('asks again while one is %s', (state) => {
    expect(jobPollMs([{ state, kind: 'items.import' }])).toBeGreaterThan(0);
  });
});
