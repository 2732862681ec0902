import { expect, it } from 'vitest';
import type { Principal } from '../../access/principal.js';
import type { Job, Json } from '../../domain/job-queue.js';
import { newJob } from '../../domain/job-rules.js';
import { visibleJob } from './visible-job.js';

const jobOf = (kind: string, payload: Json): Job => newJob({ kind, payload }, '2026-11-30T10:00:00.000Z');
const removal = jobOf('items.delete', { collection: 'album', filter: { and: [] }, matched: 3 });
const reembedding = jobOf('collections.reembed', { collection: 'album', model: 'm/1' });
const sweep = jobOf('blobs.sweep', null);
const sees = async (principal: Omit<Principal, 'id' | 'kind'>, job: Job): Promise<boolean> =>
  visibleJob({ get: () => Promise.resolve(job) }, job.id, { id: 'x', kind: 'key', ...principal }).then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ code: 'JOB_NOT_FOUND' });
      return false;
    },
  );

it('shows admins every job, and writers those that they may plan, of collections that they may touch', async () => {
  for (const job of [removal, reembedding, sweep]) expect(await sees({ roles: ['admin'] }, job)).toBe(true);
  const writer = (collections?: readonly string[]) => ({ roles: ['writer'] as const, collections });
  for (const [principal, job, visible] of [
    [writer(), removal, true],
    [writer(['album', 'other']), removal, true],
    [writer(['other']), removal, false],
    [writer(), reembedding, false],
    [writer(['album']), reembedding, false],
    [writer(), sweep, false],
  ] as const)
    expect([job.kind, principal.collections, await sees(principal, job)]).toEqual([job.kind, principal.collections, visible]);
});
