import { beforeEach, describe, expect, it } from 'vitest';
import { at, idOf, ROOMY, told } from '../../test/feedback-store-conformance.js';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryFeedback, openMemoryFeedbackStore } from '../adapters/memory/memory-feedback-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { expireFeedback } from './expire-feedback.js';
import { newFeedbackBlob } from './feedback-blobs.js';

const DAY = 86_400;
const going = new AbortController().signal;

describe('expireFeedback', () => {
  let store: FeedbackStore;
  let blobs: BlobStore;
  beforeEach(() => {
    store = openMemoryFeedbackStore(new MemoryFeedback());
    blobs = createMemoryBlobStore();
  });
  const tell = async (nth: number, seconds: number, label = 'apple'): Promise<void> => {
    const blob = newFeedbackBlob(idOf(nth));
    await blobs.put(blob, Buffer.from('x'), { contentType: 'image/png' });
    const { unused } = await store.record(idOf(nth), told(label, { mayTrain: true }), { blob, bytes: 1 }, ROOMY, at(seconds));
    if (unused !== null) await blobs.delete(unused);
  };
  const kept = async (): Promise<number> => {
    let count = 0;
    for await (const { name } of blobs.list()) count += name === '' ? 0 : 1;
    return count;
  };

  it('forgets what was last told longer ago, however much that is, and its pictures, and nothing else', async () => {
    for (let nth = 0; nth < 450; nth++) await tell(nth, 0);
    await tell(450, 2 * DAY);
    // Told anew since.
    await tell(7, 2 * DAY, 'pear');
    expect(await expireFeedback({ store, blobs }, 30, at(31 * DAY), going)).toBe(449);
    expect((await store.list({ limit: 1000 })).records.map(({ id }) => id).sort()).toEqual([idOf(7), idOf(450)].sort());
    expect(await kept()).toBe(2);
    expect(await expireFeedback({ store, blobs }, 30, at(31 * DAY), going)).toBe(0);
    expect(await expireFeedback({ store, blobs }, 29, at(31 * DAY + 1), going)).toBe(2);
  });

  it('can be ended, and goes on the next time', async () => {
    for (let nth = 0; nth < 3; nth++) await tell(nth, 0);
    const end = new AbortController();
    const one = { ...store, forget: (id: string) => store.forget(id).finally(() => end.abort(new Error('stop'))) };
    await expect(expireFeedback({ store: one, blobs }, 1, at(2 * DAY), end.signal)).rejects.toThrow('stop');
    expect(await expireFeedback({ store, blobs }, 1, at(2 * DAY), going)).toBe(2);
  });
});
