import { beforeEach, describe, expect, it } from 'vitest';
import { at, idOf, ROOMY, told } from '../../test/feedback-store-conformance.js';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryFeedback, openMemoryFeedbackStore } from '../adapters/memory/memory-feedback-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { newFeedbackBlob } from './feedback-blobs.js';
import { MOST_STRAYS, STRAY_AGE_MS, sweepFeedback } from './sweep-feedback.js';

describe('sweepFeedback', () => {
  let putAt: string;
  let blobs: BlobStore;
  let store: FeedbackStore;
  const later = at(STRAY_AGE_MS / 1000 + 10);
  const going = new AbortController().signal;
  beforeEach(() => {
    putAt = at(0);
    blobs = createMemoryBlobStore(() => putAt);
    store = openMemoryFeedbackStore(new MemoryFeedback());
  });
  const put = async (name = newFeedbackBlob(idOf(1))): Promise<string> => {
    await blobs.put(name, Buffer.from('x'), { contentType: 'image/png' });
    return name;
  };

  it('frees old pictures that no record knows, and nothing else', async () => {
    const [kept, stray, foreign] = [await put(), await put(), await put('notes/1')];
    putAt = at(20);
    const young = await put();
    await store.record(idOf(1), told('apple', { mayTrain: true }), { blob: kept, bytes: 1 }, ROOMY, at(0));
    expect(await sweepFeedback({ store, blobs }, later, going)).toEqual({ freed: 1, unfinished: 0, spared: 0 });
    const left: string[] = [];
    for await (const { name } of blobs.list()) left.push(name);
    expect(left.sort()).toEqual([kept, foreign, young].sort());
    expect(left).not.toContain(stray);
  });

  it('leaves more than crashes leave to a person', async () => {
    for (let nth = 0; nth <= MOST_STRAYS; nth++) await put();
    expect(await sweepFeedback({ store, blobs }, later, going)).toMatchObject({ freed: 0, spared: MOST_STRAYS + 1 });
    await expect(sweepFeedback({ store, blobs }, later, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});
