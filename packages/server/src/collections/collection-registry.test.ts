import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { ItemStore, Write } from '../domain/item-store.js';
import { DEFAULT_COLLECTION_OPTIONS } from './collection-state.js';
import { CollectionRegistry } from './collection-registry.js';

const SOURCE = { modelName: 'tiny', modelVersion: 1, encoderHash: 'abc', embeddingSize: 2 };
const NOW = '2026-11-24T02:15:30.000Z';
const add = (id: string, angle = 0): Write => ({
  type: 'add',
  item: {
    id,
    label: null,
    metadata: {},
    contentHash: id,
    blob: `1/${id}`,
    origin: null,
    vector: Float32Array.of(Math.cos(angle), Math.sin(angle)),
  },
});

let data: MemoryItems;
let here: CollectionRegistry;
let there: CollectionRegistry;

/** One process: a registry and a store of its own on data that all share. */
async function startProcess(
  store: ItemStore = openMemoryItemStore(data),
  blobs = { deleteAll: () => Promise.resolve() } as unknown as BlobStore,
): Promise<CollectionRegistry> {
  const { registry, ready } = await CollectionRegistry.open({
    store,
    blobs,
    indexes: createMemoryIndexes(),
    logger: pino({ level: 'silent' }),
    options: DEFAULT_COLLECTION_OPTIONS,
    maxCollections: 3,
    now: () => NOW,
    pollMs: 5,
  });
  await ready;
  return registry;
}

beforeEach(async () => {
  data = new MemoryItems();
  [here, there] = [await startProcess(), await startProcess()];
});
afterEach(async () => {
  await here.close();
  await there.close();
});

const found = async (registry: CollectionRegistry, name = 'c'): Promise<string[]> =>
  (await (await registry.get(name)).search(Float32Array.of(1, 0), { k: 100 })).neighbours.map(({ item }) => item.id);

describe('two processes on the same items', () => {
  it('know a collection that the other has made, at once', async () => {
    await here.create('c', SOURCE);
    const collection = await there.get('c');
    await vi.waitFor(() => expect(collection.state.status).toBe('ready'));
    expect((await there.list()).map(({ record }) => record.name)).toEqual(['c']);
    expect(await there.create('c', SOURCE)).toMatchObject({ created: false });
  });

  it('find what the other adds, and find no more what it removes', async () => {
    await here.create('c', SOURCE);
    for (let i = 0; i < 20; i++) await (await here.get('c')).write(add(`i${i}`, i / 20));
    await vi.waitFor(async () => expect(await found(there)).toHaveLength(20));
    await (await there.get('c')).write({ type: 'remove', id: 'i3' });
    await (await there.get('c')).write(add('theirs', 0.01));
    await vi.waitFor(async () => expect(await found(here)).toContain('theirs'));
    expect(await found(here)).not.toContain('i3');
    expect((await found(here)).slice(0, 2)).toEqual(['i0', 'theirs']);
  });

  it('let go of a collection that the other has deleted, also when one of its name is made again', async () => {
    await here.create('c', SOURCE);
    await (await here.get('c')).write(add('old'));
    await vi.waitFor(async () => expect(await found(there)).toEqual(['old']));
    const before = await there.get('c');
    await here.delete('c');
    await here.create('c', SOURCE);
    await (await here.get('c')).write(add('new'));
    // Until it has been seen, the old one answers that it is gone, and never with items of the new one.
    await vi.waitFor(async () => expect(await found(there).catch((error: unknown) => (error as { code: string }).code)).toEqual(['new']));
    expect(await there.get('c')).not.toBe(before);
    await here.delete('c');
    await vi.waitFor(() => expect(there.open).toEqual([]));
    await expect(there.get('c')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
  });

  it('begin anew when removals were forgotten that they had not seen', async () => {
    await here.create('c', SOURCE);
    for (let i = 0; i < 5; i++) await (await here.get('c')).write(add(`i${i}`, i / 5));
    await vi.waitFor(async () => expect(await found(there)).toHaveLength(5));
    // All of it between two looks: no await that lets the other one look.
    const store = openMemoryItemStore(data);
    const commits = [store.commit('c', [{ type: 'remove', id: 'i1' }, add('later', 0.1)], NOW), store.trim('c', 7)];
    await Promise.all(commits);
    await vi.waitFor(async () => expect(await found(there)).toEqual(['i0', 'later', 'i2', 'i3', 'i4']));
    expect(await found(here)).toEqual(['i0', 'later', 'i2', 'i3', 'i4']);
  });

  it('refuse a collection too many, whoever made the others', async () => {
    for (const name of ['a', 'b', 'c']) await here.create(name, SOURCE);
    await vi.waitFor(() => expect(there.open).toHaveLength(3));
    await expect(there.create('d', SOURCE)).rejects.toMatchObject({ code: 'TOO_MANY_COLLECTIONS' });
  });
});

describe('CollectionRegistry', () => {
  it('goes on looking after the store has failed for a while', async () => {
    const store = openMemoryItemStore(data);
    let failing = false;
    const flaky = { ...store, revision: () => (failing ? Promise.reject(new Error('gone')) : store.revision()) };
    const registry = await startProcess(flaky);
    failing = true;
    await here.create('c', SOURCE);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(registry.open).toEqual([]);
    failing = false;
    await vi.waitFor(() => expect(registry.open).toHaveLength(1));
    await registry.close();
  });
});

describe('deleting a collection', () => {
  it('leaves it as it was where the disk is too full for that, and deletes it once there is room', async () => {
    const store = openMemoryItemStore(data);
    let full = true;
    const registry = await startProcess({
      ...store,
      deleteCollection: (name) =>
        full ? Promise.reject(new ServerError('STORAGE_FULL', 'the disk is full')) : store.deleteCollection(name),
    });
    const { collection } = await registry.create('c', SOURCE);
    await collection.write(add('a'));
    await expect(registry.delete('c')).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await found(registry)).toEqual(['a']);
    await (await registry.get('c')).write(add('b'));
    expect((await registry.list()).map(({ record }) => record.name)).toEqual(['c']);
    full = false;
    await registry.delete('c');
    await expect(registry.get('c')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    expect((await registry.create('c', SOURCE)).created).toBe(true);
    await registry.close();
  });

  it('succeeds once the items are gone, whatever of the rest cannot be cleared away', async () => {
    const broken = { deleteAll: () => Promise.reject(new Error('ENOTEMPTY')) } as unknown as BlobStore;
    const registry = await startProcess(openMemoryItemStore(data), broken);
    await registry.create('c', SOURCE);
    await registry.delete('c');
    await expect(registry.get('c')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    await registry.close();
  });
});
