import type { BlobStore, ListedBlob } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { isFeedbackBlob } from './feedback-blobs.js';

/** Pictures younger than this may belong to a record that is just being made, here or in another process: an hour, in milliseconds. */
export const STRAY_AGE_MS = 3_600_000;

/** Crashes leave a few at a time. More than this many come of something else, an older database that was restored perhaps, and are left for a person to
 * decide. */
export const MOST_STRAYS = 1000;

const BATCH = 500;

/** What a sweep found among the pictures of feedback. */
export interface FeedbackSweep {
  /** Pictures that no record knows, deleted. */
  readonly freed: number;
  /** The rest of puts that were broken off, deleted. */
  readonly unfinished: number;
  /** Pictures that no record knows, left because there are more than crashes leave. */
  readonly spared: number;
}

/** Deletes pictures that no record knows, because the process ended between storing the one and the other, and nothing else. May be broken off at any point,
 * and run in several processes at once.
 * @param now ISO 8601, by the clock of the blob store within minutes. */
export async function sweepFeedback(
  { store, blobs }: { readonly store: Pick<FeedbackStore, 'blobsInUse'>; readonly blobs: BlobStore },
  now: string,
  signal: AbortSignal,
): Promise<FeedbackSweep> {
  const before = new Date(Date.parse(now) - STRAY_AGE_MS).toISOString();
  const strays: string[] = [];
  let found = 0;
  let batch: ListedBlob[] = [];
  const judge = async (): Promise<void> => {
    signal.throwIfAborted();
    const used = new Set(await store.blobsInUse(batch.map(({ name }) => name)));
    for (const { name } of batch) if (!used.has(name) && ++found <= MOST_STRAYS) strays.push(name);
    batch = [];
  };
  for await (const listed of blobs.list()) {
    if (isFeedbackBlob(listed.name) && listed.modifiedAt < before) batch.push(listed);
    if (batch.length >= BATCH) await judge();
  }
  await judge();
  const unfinished = await blobs.deleteUnfinished(before);
  if (found > MOST_STRAYS) return { freed: 0, unfinished, spared: found };
  for (const name of strays) {
    signal.throwIfAborted();
    await blobs.delete(name);
  }
  return { freed: strays.length, unfinished, spared: 0 };
}
