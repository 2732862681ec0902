import { expect, it } from 'vitest';
import { describeJobQueue } from '../../../test/job-queue-conformance.js';
import { MAX_OPEN_JOBS } from '../../domain/job-rules.js';
import { MemoryJobs, openMemoryJobQueue } from './memory-job-queue.js';

describeJobQueue('memory', () => {
  const data = new MemoryJobs();
  return Promise.resolve({ queue: openMemoryJobQueue(data), another: () => Promise.resolve(openMemoryJobQueue(data)) });
});

it('refuses more jobs than may wait', async () => {
  const data = new MemoryJobs();
  const queue = openMemoryJobQueue(data);
  const now = '2026-11-28T10:00:00.000Z';
  const { job } = await queue.enqueue({ kind: 'count', payload: null }, now);
  const row = data.rows.get(job.id)!;
  for (let i = 1; i < MAX_OPEN_JOBS; i++) data.rows.set(String(i), { ...row, job: { ...job, id: String(i) } });
  await expect(queue.enqueue({ kind: 'count', payload: null }, now)).rejects.toMatchObject({ code: 'TOO_BUSY' });
  await queue.cancel('7', now);
  await expect(queue.enqueue({ kind: 'count', payload: null }, now)).resolves.toMatchObject({ created: true });
});
