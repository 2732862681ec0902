import { createHash } from 'node:crypto';
import { CoreError } from '@supcon/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../test/feedback-store-conformance.js';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryFeedback, openMemoryFeedbackStore } from '../adapters/memory/memory-feedback-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { FeedbackStore } from '../domain/feedback-store.js';
import { createFeedbackService } from './create-feedback-service.js';
import type { FeedbackService } from './feedback-service.js';

const PICTURE = Buffer.from('\x89PNG\r\n\x1a\n and so on', 'latin1');
const ID = createHash('sha256').update(PICTURE).digest('hex');
const FULL = new ServerError('STORAGE_FULL', 'no room');

describe('createFeedbackService', () => {
  let blobs: BlobStore;
  let store: FeedbackStore;
  let bounds: { records: number; bytes: number };
  let isFull: boolean;
  let second: number;
  const make = (changes: Partial<Parameters<typeof createFeedbackService>[0]> = {}): FeedbackService =>
    createFeedbackService({
      store,
      blobs,
      decoder: { square: () => Promise.resolve({ pixels: new Uint8Array(), width: 1, height: 1, warning: undefined }) },
      bounds,
      requireRoom: () => (isFull ? Promise.reject(FULL) : Promise.resolve()),
      now: () => at(++second),
      ...changes,
    });
  beforeEach(() => {
    blobs = createMemoryBlobStore(() => at(0));
    store = openMemoryFeedbackStore(new MemoryFeedback());
    [bounds, isFull, second] = [{ records: 10, bytes: 1000 }, false, 0];
  });
  const kept = async (): Promise<string[]> => {
    const names: string[] = [];
    for await (const { name } of blobs.list()) names.push(name);
    return names;
  };

  it('keeps the picture and the note with consent alone', async () => {
    const service = make();
    const counted = await service.record(PICTURE, { label: 'apple', note: 'from Ada', predicted: { label: 'pear' } });
    expect([counted.record, await kept()]).toMatchObject([{ id: ID, label: 'apple', note: null, picture: null }, []]);
    await expect(service.picture(ID)).rejects.toMatchObject({ code: 'FEEDBACK_NOT_FOUND' });
    const { record } = await service.record(PICTURE, { label: 'apple', note: 'from Ada', mayTrain: true });
    expect([record.note, await kept()]).toEqual(['from Ada', [record.picture!.blob]]);
    const { bytes, contentType } = await service.picture(ID);
    expect([Buffer.from(bytes), contentType]).toEqual([PICTURE, 'image/png']);
  });

  it('lets the picture and the note go with the consent, also on a full disk', async () => {
    const service = make();
    await service.record(PICTURE, { label: 'apple', note: 'from Ada', mayTrain: true });
    isFull = true;
    const { change, record } = await service.record(PICTURE, { label: 'apple', note: 'from Ada', mayTrain: false });
    expect([change, record.note, record.picture, await kept()]).toEqual(['changed', null, null, []]);
  });

  it('forgets the picture with the record', async () => {
    const service = make();
    await service.record(PICTURE, { label: 'apple', mayTrain: true });
    await service.forget(ID);
    expect(await kept()).toEqual([]);
    await expect(service.get(ID)).rejects.toMatchObject({ code: 'FEEDBACK_NOT_FOUND' });
    await expect(service.forget(ID)).rejects.toMatchObject({ code: 'FEEDBACK_NOT_FOUND' });
    for (const bad of ['', '..', ID.toUpperCase(), `${ID}0`])
      await expect(service.forget(bad)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('does not forget a record whose picture cannot be deleted: asked again, it finds both', async () => {
    let isBroken = true;
    const stubborn: BlobStore = {
      ...blobs,
      delete: (name) => (isBroken ? Promise.reject(new ServerError('NOT_READY', 'later')) : blobs.delete(name)),
    };
    const service = make({ blobs: stubborn });
    await service.record(PICTURE, { label: 'apple', mayTrain: true });
    await expect(service.forget(ID)).rejects.toMatchObject({ code: 'NOT_READY' });
    await expect(service.record(PICTURE, { label: 'apple' })).rejects.toMatchObject({ code: 'NOT_READY' });
    expect((await service.get(ID)).mayTrain).toBe(true);
    isBroken = false;
    await service.forget(ID);
    expect(await kept()).toEqual([]);
  });

  it('keeps one picture of what is told at once, and no other file', async () => {
    const service = make();
    const labels = Array.from({ length: 20 }, (_, nth) => `label ${nth}`);
    const all = await Promise.all(labels.map((label) => service.record(PICTURE, { label, mayTrain: true })));
    expect(all.filter(({ change }) => change === 'created')).toHaveLength(1);
    expect(await kept()).toEqual([(await service.get(ID)).picture!.blob]);
    expect((await service.list({ limit: 10 })).records).toHaveLength(1);
  });

  it('leaves nothing of what is refused', async () => {
    bounds.bytes = PICTURE.length - 1;
    await expect(make().record(PICTURE, { label: 'apple', mayTrain: true })).rejects.toMatchObject({ code: 'FEEDBACK_FULL' });
    isFull = true;
    await expect(make().record(PICTURE, { label: 'apple' })).rejects.toBe(FULL);
    isFull = false;
    const bad = new CoreError('BAD_IMAGE', 'no picture');
    const service = make({ decoder: { square: () => Promise.reject(bad) } });
    for (const mayTrain of [true, false]) await expect(service.record(PICTURE, { label: 'apple', mayTrain })).rejects.toBe(bad);
    await expect(
      make().record(PICTURE, { label: 'apple', mayTrain: true }, { signal: AbortSignal.abort(new Error('left')) }),
    ).rejects.toThrow('left');
    expect([await kept(), (await store.list({ limit: 10 })).records]).toEqual([[], []]);
  });

  it('takes no feedback where none is allowed', async () => {
    bounds.records = 0;
    await expect(make().record(PICTURE, { label: 'apple' })).rejects.toMatchObject({ code: 'FEEDBACK_FULL' });
  });
});
