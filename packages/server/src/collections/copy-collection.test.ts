import { pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { ItemStore } from '../domain/item-store.js';
import { CollectionRegistry } from './collection-registry.js';
import { DEFAULT_COLLECTION_OPTIONS } from './collection-state.js';
import { copyCollection, discardCopy, type CopyOptions, type CopyTask } from './copy-collection.js';
import { newPictureBlob, originalOf, thumbnailOf } from './picture-blobs.js';

const SOURCE = { modelName: 'm', modelVersion: 1, encoderHash: 'e', embeddingSize: 2 };
const NOW = '2027-01-01T00:00:00.000Z';
const COUNT = 150;

let store: ItemStore;
let blobs: BlobStore;
let registry: CollectionRegistry;

async function add(n: number): Promise<void> {
  const { number } = (await store.collection('c'))!;
  const isVector = n % 5 === 0;
  const blob = isVector ? `${number}/vector/${n}` : newPictureBlob(number, 'aa');
  if (!isVector) {
    await blobs.put(originalOf(blob), Uint8Array.of(n), { contentType: 'image/png' });
    await blobs.put(thumbnailOf(blob), Uint8Array.of(n, 1), { contentType: 'image/jpeg' });
  }
  const vector = Float32Array.of(Math.cos(n), Math.sin(n));
  const item = {
    id: `i${n}`,
    label: `l${n}`,
    metadata: { n },
    contentHash: `aa${n}`,
    blob,
    vector,
    origin: n % 2 === 0 ? null : 'folder:x',
  };
  const collection = await registry.get('c');
  await collection.write({ type: 'add', item });
}
async function contents(name: string): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.list(name, { limit: 100, ...(after === undefined ? {} : { after }) });
    for (const { key: _, blob, ...item } of page.items) {
      const picture = await blobs.get(originalOf(blob));
      const small = await blobs.get(thumbnailOf(blob));
      all.push({ ...item, vector: await store.vector(name, item.id), picture: picture?.bytes, small: small?.bytes });
    }
    if (page.next === undefined) return all;
    after = page.next;
  }
}
const copy = async (more: Partial<CopyOptions> = {}, task: Partial<CopyTask> = {}) =>
  copyCollection(
    { registry, store, blobs, requireRoom: () => Promise.resolve(), now: () => NOW },
    { from: 'c', fromCreatedAt: NOW, to: 'd', isRepeated: false, ...task },
    { signal: new AbortController().signal, onProgress: () => undefined, ...more },
  );

beforeEach(async () => {
  store = openMemoryItemStore(new MemoryItems(NOW));
  blobs = createMemoryBlobStore();
  const opened = await CollectionRegistry.open({
    ...{ store, blobs, indexes: createMemoryIndexes(), logger: pino({ level: 'silent' }), now: () => NOW },
    ...{ options: DEFAULT_COLLECTION_OPTIONS, maxCollections: 4, pollMs: 1e6 },
  });
  registry = opened.registry;
  await registry.create('c', SOURCE);
  for (let n = 0; n < COUNT; n++) await add(n);
  return () => registry.close();
});

it('copies items with all that they have, and shows nothing before it is whole', async () => {
  const seen: string[][] = [];
  expect(await copy({ onProgress: () => void registry.list().then((all) => seen.push(all.map(({ record }) => record.name))) })).toEqual({
    items: COUNT,
  });
  expect(await contents('d')).toEqual(await contents('c'));
  expect(new Set(seen.flat())).toEqual(new Set(['c']));
  expect((await store.collections()).map(({ name }) => name)).toEqual(['c', 'd']);
  const { neighbours } = await (await registry.get('d')).search(Float32Array.of(Math.cos(7), Math.sin(7)), { k: 1 });
  expect(neighbours[0]).toMatchObject({ item: { id: 'i7' } });
});

it('takes in what is added, changed and removed meanwhile', async () => {
  let steps = 0;
  const during = async (): Promise<void> => {
    await add(1000);
    const collection = await registry.get('c');
    await collection.write({ type: 'remove', id: 'i3' });
    await collection.write({ type: 'patch', id: 'i4', changes: { label: 'other' } });
  };
  const changed: Promise<void>[] = [];
  await copy({
    onProgress: () => {
      if (++steps === 1) changed.push(during());
    },
  });
  await Promise.all(changed);
  // What is changed meanwhile comes last.
  const byId = (all: unknown[]): unknown[] => (all as { id: string }[]).sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(await contents('d'))).toEqual(byId(await contents('c')));
  expect(await store.get('d', 'i3')).toBeUndefined();
});

it('goes on where it was broken off, and can be thrown away', async () => {
  const stop = new AbortController();
  await expect(copy({ signal: stop.signal, onProgress: () => stop.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  expect((await registry.list()).map(({ record }) => record.name)).toEqual(['c']);
  expect(await copy({}, { isRepeated: true })).toEqual({ items: COUNT });
  expect(await contents('d')).toEqual(await contents('c'));
  // Done, and only the word of it was missing.
  expect(await copy({}, { isRepeated: true })).toEqual({ items: COUNT });

  const again = new AbortController();
  await expect(copy({ signal: again.signal, onProgress: () => again.abort(new Error('stopped')) }, { to: 'e' })).rejects.toThrow('stopped');
  await discardCopy({ store, blobs }, 'e');
  expect((await store.collections()).map(({ name }) => name)).toEqual(['c', 'd']);
  const owners = new Set<string>();
  for await (const { name } of blobs.list()) owners.add(name.split('/')[0]!);
  expect([...owners].map(Number).sort()).toEqual((await store.collections()).map(({ number }) => number).sort());
});

it('copies over nothing, and nothing but the collection that was meant', async () => {
  await registry.create('d', SOURCE);
  const item = { id: 'x', label: null, metadata: {}, contentHash: 'x', blob: 'x', vector: Float32Array.of(1, 0), origin: null };
  await (await registry.get('d')).write({ type: 'add', item });
  await expect(copy()).rejects.toMatchObject({ code: 'COLLECTION_CONFLICT' });
  expect((await store.collection('d'))!.items).toBe(1);
  await expect(copy({}, { fromCreatedAt: '2026-01-01T00:00:00.000Z', to: 'e' })).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
});
