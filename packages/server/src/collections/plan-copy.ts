import { ServerError } from '../domain/errors.js';
import { requireCollectionName } from '../domain/input-rules.js';
import type { ItemStore } from '../domain/item-store.js';
import type { Job, JobQueue } from '../domain/job-queue.js';
import type { CollectionRegistry } from './collection-registry.js';

/** The kind of job that copies a collection. */
export const COPY = 'collections.copy';

/** What such a job is told. */
export type CopyPayload = {
  readonly collection: string;
  readonly collectionCreatedAt: string;
  readonly to: string;
};

/** What planning needs. */
export interface PlanCopyDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection' | 'collections' | 'aliases'>;
  readonly queue: Pick<JobQueue, 'enqueue' | 'list'>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Plans that a collection is copied in the background.
 * @returns the job, which may be one of the same two that waits or runs already.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND; COLLECTION_CONFLICT where the name is taken, or another collection is being copied to it; TOO_BUSY. */
export async function planCopy({ registry, store, queue, now }: PlanCopyDeps, name: string, to: string): Promise<Job> {
  const { record: open } = await registry.get(requireCollectionName(name));
  requireCollectionName(to);
  const record = await store.collection(open.name);
  if (!record) throw new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted meanwhile`);
  const copies = await openCopies(queue);
  const payload: CopyPayload = { collection: record.name, collectionCreatedAt: record.createdAt, to };
  const waiting = copies.find(({ payload: planned }) => sameName((planned as CopyPayload).to, to));
  if (waiting) {
    if (JSON.stringify(waiting.payload) === JSON.stringify(payload)) return waiting;
    throw new ServerError('COLLECTION_CONFLICT', `job ${waiting.id} copies another collection to '${to}'; wait for it, or cancel it first`);
  }
  const taken = [...(await store.collections()).map((each) => each.name), ...(await store.aliases()).map(({ alias }) => alias)];
  if (taken.some((each) => sameName(each, to)))
    throw new ServerError('COLLECTION_CONFLICT', `there is a collection or an alias '${to}' already; copy to another name`);
  return (await queue.enqueue({ kind: COPY, payload }, now())).job;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function openCopies(queue: Pick<JobQueue, 'list'>): Promise<readonly Job[]> {
  const pages = await Promise.all((['queued', 'running'] as const).map((state) => queue.list({ kind: COPY, state, limit: 1000 })));
  return pages.flatMap(({ jobs }) => jobs);
}
