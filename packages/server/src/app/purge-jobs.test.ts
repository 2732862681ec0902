import { expect, it } from 'vitest';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { MemoryJobs, openMemoryJobQueue } from '../adapters/memory/memory-job-queue.js';
import { createPurgeJobs, ERASE } from './purge-jobs.js';

const NOW = '2026-11-30T10:00:00.000Z';

it('plans the erasing of what was written down and never planned, and of nothing else', async () => {
  const { purges } = openMemoryItemStore(new MemoryItems(NOW));
  const queue = openMemoryJobQueue(new MemoryJobs());
  let woken = 0;
  // Nothing is erased here.
  const deps = { purges, queue, now: () => NOW } as unknown as Parameters<typeof createPurgeJobs>[0];
  const jobs = createPurgeJobs(deps, () => woken++);
  await jobs.resume();
  expect((await queue.list({ limit: 10 })).jobs).toEqual([]);
  await purges.begin({ id: 'p', what: 'items', collection: 1, name: 'c', filter: null }, NOW);
  await jobs.resume();
  expect((await queue.list({ limit: 10 })).jobs).toMatchObject([{ kind: ERASE, state: 'queued', runAfter: NOW, payload: { purge: 'p' } }]);
  expect(woken).toBe(1);
  await purges.removed('p', NOW);
  await purges.finish('p', [], NOW);
  await queue.trim('2027-01-01T00:00:00.000Z');
  await jobs.resume();
  expect((await queue.list({ limit: 10 })).jobs).toHaveLength(1);
});
