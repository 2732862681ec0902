import { expect, it } from 'vitest';
import type { Job, JobProgress } from '../domain/job-queue.js';
import { newJob } from '../domain/job-rules.js';
import { removalHandler } from './removal-handler.js';

const planned: Job = newJob(
  { kind: 'items.delete', payload: { collection: 'album', filter: { and: [] }, matched: 2000 } },
  '2026-11-30T10:00:00.000Z',
);

it('removes what its job says, tells how far it is, and counts what an attempt before has removed', async () => {
  const told: JobProgress[] = [];
  const handle = (job: Job, removes: number) =>
    removalHandler({
      removeMatching: (name, filter, { onProgress } = {}) => {
        expect([name, filter]).toEqual(['album', { and: [] }]);
        onProgress?.(500);
        return Promise.resolve(removes);
      },
    })({ job, signal: new AbortController().signal, closing: new AbortController().signal, report: (progress) => told.push(progress) });
  expect(await handle({ ...planned, attempts: 1 }, 2000)).toEqual({ matched: 2000, deleted: 2000 });
  const again = { ...planned, attempts: 2, progress: { done: 1500, total: 2000, note: null } };
  expect(await handle(again, 500)).toEqual({ matched: 2000, deleted: 2000 });
  expect(told.map(({ done, total }) => [done, total])).toEqual([
    [500, 2000],
    [2000, 2000],
  ]);
});
