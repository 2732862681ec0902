import { expect, it } from 'vitest';
import { MemoryJobs, openMemoryJobQueue } from '../adapters/memory/memory-job-queue.js';
import { REEMBED } from '../collections/plan-reembedding.js';
import type { Job, JobProgress } from '../domain/job-queue.js';
import { reembedHandler } from './reembed-handler.js';

const now = '2027-01-01T00:00:00.000Z';
const signals = { signal: new AbortController().signal, closing: new AbortController().signal };
const payload = { collection: 'c', number: 7, model: 'tiny/2', encoderHash: 'h', dropLost: true };

async function claimed() {
  const queue = openMemoryJobQueue(new MemoryJobs());
  await queue.enqueue({ kind: REEMBED, payload }, now);
  const job = (await queue.claim([REEMBED], { worker: 'w', leaseMs: 1000 }, now)) as Job;
  return { queue, job };
}

it('tells how far it is and what it came to, naming a hundred of the items that were left out', async () => {
  const { queue, job } = await claimed();
  const told: JobProgress[] = [];
  const lost = Array.from({ length: 130 }, (_, n) => `i${n}`);
  const handler = reembedHandler(
    {
      reembedPatiently: (asked, { dropLost, onProgress }) => {
        expect([asked, dropLost]).toEqual([payload, true]);
        onProgress(64, 256);
        onProgress(128, 256);
        return Promise.resolve({ items: 126, lost, interrupted: false });
      },
    },
    queue,
  );
  const result = await handler({ job, ...signals, report: (progress) => told.push(progress) });
  expect(result).toEqual({ items: 126, lost: 130, lostItems: lost.slice(0, 100) });
  expect(told).toEqual([
    { done: 64, total: 256, note: null },
    { done: 128, total: 256, note: expect.stringMatching(/^about \d+ s left$/) as string },
  ]);
});

it('knows whether it was cancelled or is handed back', async () => {
  for (const cancelled of [false, true]) {
    const { queue, job } = await claimed();
    if (cancelled) await queue.cancel(job.id, now);
    const handler = reembedHandler(
      {
        reembedPatiently: async (_, { isCancelled }) => {
          expect(await isCancelled()).toBe(cancelled);
          throw new Error('stopped');
        },
      },
      queue,
    );
    await expect(handler({ job, ...signals, report: () => undefined })).rejects.toThrow('stopped');
  }
});
