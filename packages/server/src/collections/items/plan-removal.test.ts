import { expect, it } from 'vitest';
import { MemoryJobs, openMemoryJobQueue } from '../../adapters/memory/memory-job-queue.js';
import type { Filter } from '../../domain/filter.js';
import { planRemoval, REMOVED_AT_ONCE } from './plan-removal.js';

const NOW = '2026-11-30T10:00:00.000Z';
const plums: Filter = { field: 'label', eq: 'plum' };

function setUp(matched: number) {
  const removed: Filter[] = [];
  const queue = openMemoryJobQueue(new MemoryJobs());
  const items = {
    count: () => Promise.resolve(matched),
    removeMatching: (_name: string, filter: Filter) => {
      removed.push(filter);
      return Promise.resolve(matched);
    },
  };
  const registry = { get: () => Promise.resolve({ record: { name: 'album' } } as never) };
  return { removed, queue, deps: { registry, items, queue, now: () => NOW } };
}

it('removes few at once and many by a job, both only what was there when it was asked', async () => {
  const bounded = { and: [plums, { field: 'createdAt', range: { lte: NOW } }] };
  const few = setUp(REMOVED_AT_ONCE);
  expect(await planRemoval(few.deps, 'album', { filter: plums, expected: REMOVED_AT_ONCE, dryRun: false })).toEqual({
    matched: REMOVED_AT_ONCE,
    deleted: REMOVED_AT_ONCE,
  });
  expect(few.removed).toEqual([bounded]);
  const many = setUp(REMOVED_AT_ONCE + 1);
  const { job, ...planned } = await planRemoval(many.deps, 'album', { filter: plums, expected: null, dryRun: false });
  expect(planned).toEqual({ matched: REMOVED_AT_ONCE + 1, deleted: 0 });
  expect(job).toMatchObject({ kind: 'items.delete', payload: { collection: 'album', filter: bounded, matched: REMOVED_AT_ONCE + 1 } });
  expect(many.removed).toEqual([]);
});

it('only counts in a dry run, and does nothing where another number was expected or none was said', async () => {
  const { removed, deps, queue } = setUp(5000);
  expect(await planRemoval(deps, 'album', { filter: plums, expected: undefined, dryRun: true })).toEqual({ matched: 5000, deleted: 0 });
  for (const [expected, code] of [
    [undefined, 'BAD_REQUEST'],
    [4999, 'UNEXPECTED_COUNT'],
    [0, 'UNEXPECTED_COUNT'],
  ] as const)
    await expect(planRemoval(deps, 'album', { filter: plums, expected, dryRun: false })).rejects.toMatchObject({ code });
  expect([removed, (await queue.list({ limit: 10 })).jobs]).toEqual([[], []]);
});
