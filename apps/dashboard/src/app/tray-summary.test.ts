import type { Job } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { traySummary } from './tray-summary.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const job = (state: Job['state'], more: Partial<Job> = {}): Job => ({
  id: 'a',
  kind: 'items.import',
  about: { collection: 'fruit' },
  state,
  attempts: 1,
  maxAttempts: 5,
  progress: null,
  result: null,
  error: null,
  createdAt: '2026-11-30T10:00:00.000Z',
  updatedAt: '2026-11-30T11:00:00.000Z',
  runAfter: '2026-11-30T10:00:00.000Z',
  ...more,
});

describe('traySummary', () => {
  it('says nothing while nothing goes on', () => {
    expect(traySummary([job('done'), job('cancelled'), job('queued', { kind: 'feedback.expire' })], 0, NOW).text).toBeUndefined();
  });

  it('counts what goes on and how far it is', () => {
    const half = job('running', { progress: { done: 1, total: 2, note: null } });
    expect(traySummary([half, job('queued')], 0, NOW)).toMatchObject({ text: '2 jobs', share: 0.25 });
    expect(traySummary([half], 0, NOW)).toMatchObject({ text: '1 job', share: 0.5 });
  });

  it('tells of a failure of the last day until somebody has looked', () => {
    const failed = job('failed');
    expect(traySummary([failed], 0, NOW)).toMatchObject({ text: '1 failed', failed: [failed] });
    expect(traySummary([failed], Date.parse(failed.updatedAt), NOW).text).toBeUndefined();
    expect(traySummary([job('failed', { updatedAt: '2026-11-28T11:00:00.000Z' })], 0, NOW).text).toBeUndefined();
  });
});
