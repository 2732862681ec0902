import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { forgetFeedback } from './forget-feedback.js';

const BATCH = 200;
const DAY_MS = 86_400_000;

/** Forgets what was last told so many days ago or longer, with its pictures.
 * @param keepDays at least 1. @param now ISO 8601 in UTC. @param signal ends it between two records; the next time goes on. @returns how many were forgotten. @throws ServerError NOT_READY, STORAGE_FULL. */
export async function expireFeedback(
  stores: { readonly store: Pick<FeedbackStore, 'list' | 'get' | 'forget'>; readonly blobs: BlobStore },
  keepDays: number,
  now: string,
  signal: AbortSignal,
): Promise<number> {
  const until = new Date(Date.parse(now) - keepDays * DAY_MS).toISOString();
  let forgotten = 0;
  for (;;) {
    const { records } = await stores.store.list({ until, limit: BATCH });
    if (records.length === 0) return forgotten;
    for (const { id } of records) {
      signal.throwIfAborted();
      if (await forgetFeedback(stores, id)) forgotten++;
    }
  }
}
