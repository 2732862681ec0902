import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { ItemStore } from '../domain/item-store.js';
import { newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';
import { MOST_ORPHANS, sweepOrphans, type SweepReport } from './sweep-orphans.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-28T10:00:00.000Z');
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

let store: ItemStore;
let blobs: BlobStore;
let clock: string;
const never = new AbortController().signal;
beforeEach(() => {
  store = openMemoryItemStore(new MemoryItems(at(0)));
  clock = at(1);
  blobs = createMemoryBlobStore(() => clock);
});

async function makeCollection(name: string): Promise<number> {
  const source = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
  return (await store.createCollection(name, source, at(0))).record.number;
}

/** Puts the pictures of an item as adding does, before it commits. */
async function putPictures(collection: number, hours: number): Promise<string> {
  const blob = newPictureBlob(collection, 'ab');
  clock = at(hours);
  await blobs.put(originalOf(blob), Buffer.alloc(100), { contentType: 'image/png' });
  await blobs.put(thumbnailOf(blob), Buffer.alloc(10), { contentType: 'image/jpeg' });
  return blob;
}

async function commit(name: string, blob: string): Promise<void> {
  const item = { id: blob.slice(-8), label: null, metadata: {}, contentHash: 'abc', blob, origin: null, vector: Float32Array.of(1, 0) };
  expect((await store.commit(name, [{ type: 'add', item }], clock))[0]?.type).toBe('added');
}

const sweep = (hours: number): Promise<SweepReport> => sweepOrphans({ store, blobs }, at(hours), { signal: never });
const there = async (blob: string): Promise<number> => {
  const found = await Promise.all([blobs.get(originalOf(blob)), blobs.get(thumbnailOf(blob))]);
  return found.filter((each) => each !== undefined).length;
};

describe('sweepOrphans', () => {
  it('frees the pictures of an item that was never committed, once they are an hour old, and keeps those of items', async () => {
    const number = await makeCollection('c');
    const kept = await putPictures(number, 1);
    await commit('c', kept);
    const orphan = await putPictures(number, 2);
    expect(await sweep(3)).toEqual({ freed: 0, bytes: 0, unfinished: 0, spared: 0, foreign: 0 });
    expect(await there(orphan)).toBe(2);
    expect(await sweep(3.01)).toEqual({ freed: 2, bytes: 110, unfinished: 0, spared: 0, foreign: 0 });
    expect([await there(orphan), await there(kept)]).toEqual([0, 2]);
    expect((await sweep(3.01)).freed).toBe(0);
  });

  it('frees the one picture of an item whose other one is gone', async () => {
    const orphan = await putPictures(await makeCollection('c'), 1);
    await blobs.delete(thumbnailOf(orphan));
    expect(await sweep(3)).toMatchObject({ freed: 1, bytes: 100 });
  });

  it('never touches what is being added while it looks, however long it takes', async () => {
    const number = await makeCollection('c');
    const [slow, other] = [await putPictures(number, 1), await putPictures(number, 1)];
    // Commits between the listing and the question whom the pictures belong to.
    const racing: ItemStore = {
      ...store,
      blobsInUse: async (names) => {
        await commit('c', slow);
        return store.blobsInUse(names);
      },
    };
    await sweepOrphans({ store: racing, blobs }, at(3), { signal: never });
    expect([await there(slow), await there(other)]).toEqual([2, 0]);
  });

  it('frees what is left of a collection that was deleted, however much, and nothing of its neighbours', async () => {
    const [gone, kept] = [await makeCollection('gone'), await makeCollection('kept')];
    const keptBlob = await putPictures(kept, 1);
    await commit('kept', keptBlob);
    const left = await Promise.all(Array.from({ length: MOST_ORPHANS }, () => putPictures(gone, 1)));
    await store.deleteCollection('gone');
    expect(await sweep(3)).toMatchObject({ freed: 2 * MOST_ORPHANS, spared: 0 });
    expect([await there(left[0]!), await there(keptBlob)]).toEqual([0, 2]);
  });

  it('keeps pictures that an item of another collection has', async () => {
    const [first] = [await makeCollection('first'), await makeCollection('second')];
    const blob = await putPictures(first, 1);
    await commit('second', blob);
    await store.deleteCollection('first');
    expect((await sweep(3)).freed).toBe(0);
    expect(await there(blob)).toBe(2);
  });

  it('leaves what another store put: before this one began, and for collections that it never made', async () => {
    const number = await makeCollection('c');
    const [older, stranger] = [await putPictures(number, -1), await putPictures(number + 1, 1)];
    expect(await sweep(5)).toMatchObject({ freed: 0, foreign: 4 });
    expect([await there(older), await there(stranger)]).toEqual([2, 2]);
  });

  it('leaves more than crashes leave in collections that exist, and says how many', async () => {
    const number = await makeCollection('c');
    const left = await Promise.all(Array.from({ length: MOST_ORPHANS / 2 }, () => putPictures(number, 1)));
    const one = await putPictures(number, 1);
    expect(await sweep(5)).toMatchObject({ freed: 0, spared: MOST_ORPHANS + 2 });
    expect(await there(left[0]!)).toBe(2);
    await commit('c', one);
    expect(await sweep(5)).toMatchObject({ freed: MOST_ORPHANS, spared: 0 });
    expect([await there(left[0]!), await there(one)]).toEqual([0, 2]);
  });

  it('leaves the pictures of items that the database has lost: they are all that is left of them', async () => {
    const [lossy, gone, other] = [await makeCollection('lossy'), await makeCollection('gone'), await makeCollection('other')];
    await store.deleteCollection('gone');
    const blobsOf = [await putPictures(lossy, 1), await putPictures(gone, 1), await putPictures(other, 1)];
    const loss = { name: 'x', foundAt: at(2), items: 1, fromSeq: 1, toSeq: 1 };
    const lossyStore: ItemStore = { ...store, losses: () => Promise.resolve([lossy, gone].map((collection) => ({ ...loss, collection }))) };
    expect(await sweepOrphans({ store: lossyStore, blobs }, at(5), { signal: never })).toMatchObject({ freed: 2, spared: 4 });
    expect(await Promise.all(blobsOf.map(there))).toEqual([2, 2, 0]);
  });

  it('leaves what is no picture of an item', async () => {
    const number = await makeCollection('c');
    const names = ['notes', `${number}/ab/export`, `${number}/ab/${'0'.repeat(36)}.mask`];
    for (const name of names) await blobs.put(name, Buffer.from('x'), { contentType: 'application/octet-stream' });
    expect((await sweep(5)).freed).toBe(0);
    for (const name of names) expect(await blobs.get(name)).toBeDefined();
  });

  it('stops when it is told to, and a later one does the rest', async () => {
    const number = await makeCollection('c');
    await store.deleteCollection('c');
    for (let i = 0; i < 700; i++) await putPictures(number, 1);
    const stop = new AbortController();
    const looked: number[] = [];
    const broken = sweepOrphans({ store, blobs }, at(3), {
      signal: stop.signal,
      tell: (count) => {
        looked.push(count);
        stop.abort(new Error('closing'));
      },
    });
    await expect(broken).rejects.toThrow('closing');
    expect(looked).toEqual([500]);
    expect((await sweep(3)).freed).toBe(900);
  });
});
