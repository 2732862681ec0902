import { setTimeout as sleep } from 'node:timers/promises';
import { CoreError } from '@supcon/core/errors';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryItems, openMemoryItemStore } from '../adapters/memory/memory-item-store.js';
import { createMemoryIndexes } from '../adapters/memory/memory-vector-indexes.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { Encoder } from '../domain/encoder-leases.js';
import type { ItemStore, StoredItem } from '../domain/item-store.js';
import { CollectionGallery } from './collection-gallery.js';
import { DEFAULT_COLLECTION_OPTIONS } from './collection-state.js';
import { CollectionRegistry } from './collection-registry.js';
import { discardAside, reembedCollection, type ReembedDeps, type ReembedOptions } from './reembed-collection.js';
import { withCurrent } from './with-current.js';

const OLD = { modelName: 'old', modelVersion: 1, encoderHash: 'old', embeddingSize: 2 };
const COUNT = 150;
const now = (): string => '2027-01-01T00:00:00.000Z';

let store: ItemStore;
let blobs: BlobStore;
let registry: CollectionRegistry;
/** Bytes of the pictures that were encoded, in order. */
let encoded: number[];
/** What the encoder does beside encoding. */
let onEncode: (picture: number) => void | Promise<void>;

/** An encoder of three dimensions, whose vector tells which picture it was. */
const encoder: Pick<Encoder, 'encode'> = {
  encode: async ([picture = 0]: Uint8Array) => {
    await onEncode(picture);
    encoded.push(picture);
    return { embedding: Float32Array.of(Math.cos(picture), Math.sin(picture), 0), logits: new Float32Array(), warnings: [] };
  },
};

const deps = (hash = 'new'): ReembedDeps => ({
  ...{ store, blobs, registry, encoder, now },
  source: { modelName: 'new', modelVersion: 2, encoderHash: hash, embeddingSize: 3 },
  requireRoom: () => Promise.resolve(),
});
const run = (more: Partial<ReembedOptions> = {}, hash = 'new') =>
  reembedCollection(deps(hash), 'c', { dropLost: false, signal: new AbortController().signal, onProgress: () => undefined, ...more });

/** Adds an item whose picture is one byte. */
async function add(n: number, id = `i${n}`): Promise<void> {
  const { number } = (await store.collection('c'))!;
  const blob = `${number}/aa/${id.toLowerCase()}`;
  await blobs.put(`${blob}.original`, Uint8Array.of(n), { contentType: 'image/png' });
  await blobs.put(`${blob}.thumbnail`, Uint8Array.of(n, 1), { contentType: 'image/jpeg' });
  const origin = n % 2 === 0 ? null : 'folder:x';
  const item = {
    id,
    label: n % 3 === 0 ? null : `l${n}`,
    metadata: { n },
    contentHash: `aa${n}`,
    blob,
    vector: Float32Array.of(1, 0),
    origin,
  };
  await store.commit('c', [{ type: 'add', item }], new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString());
}

async function items(): Promise<Map<string, StoredItem>> {
  const all = new Map<string, StoredItem>();
  for (let after: string | undefined; ;) {
    const page = await store.list('c', { limit: 100, ...(after === undefined ? {} : { after }) });
    for (const item of page.items) all.set(item.id, item);
    if (page.next === undefined) return all;
    after = page.next;
  }
}

/** What has to stay. */
const lasting = (all: Map<string, StoredItem>): unknown =>
  [...all.values()].map(({ id, label, metadata, contentHash, createdAt, origin }) => ({
    id,
    label,
    metadata,
    contentHash,
    createdAt,
    origin,
  }));

const blobNames = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of blobs.list()) names.push(name);
  return names.sort();
};

beforeEach(async () => {
  const data = new MemoryItems();
  store = openMemoryItemStore(data);
  blobs = createMemoryBlobStore();
  encoded = [];
  onEncode = () => undefined;
  await store.createCollection('c', OLD, '2026-01-01T00:00:00.000Z');
  await store.setAlias('gallery', 'c');
  for (let n = 0; n < COUNT; n++) await add(n);
  const opened = await CollectionRegistry.open({
    store,
    blobs,
    indexes: createMemoryIndexes(),
    logger: pino({ level: 'silent' }),
    options: { ...DEFAULT_COLLECTION_OPTIONS, maintainEveryChanges: 5000, maintainIdleMs: 30_000 },
    maxCollections: 1,
    now,
    pollMs: 5,
  });
  await opened.ready;
  registry = opened.registry;
  return () => registry.close();
});

/** Every item has the vector of its own picture, the pictures it had, and nothing else is kept. */
async function expectDone(before: Map<string, StoredItem>): Promise<void> {
  const after = await items();
  expect(lasting(after)).toEqual(lasting(before));
  const record = (await store.collection('c'))!;
  expect(record).toMatchObject({
    modelName: 'new',
    modelVersion: 2,
    embeddingSize: 3,
    items: before.size,
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  expect((await store.collections()).map(({ name }) => name)).toEqual(['c']);
  expect(await store.aliases()).toEqual([{ alias: 'gallery', collection: 'c' }]);
  for (const { id, metadata, blob } of after.values()) {
    const n = metadata['n'] as number;
    expect([id, await store.vector('c', id)]).toEqual([id, Float32Array.of(Math.cos(n), Math.sin(n), 0)]);
    expect([...(await blobs.get(`${blob}.original`))!.bytes]).toEqual([n]);
    expect([...(await blobs.get(`${blob}.thumbnail`))!.bytes]).toEqual([n, 1]);
  }
  expect(await blobNames()).toHaveLength(2 * after.size);
  const { neighbours } = await (await registry.get('c')).search(Float32Array.of(Math.cos(1), Math.sin(1), 0), { k: 1 });
  expect(neighbours[0]?.item.id).toBe('i1');
}

describe('reembedCollection', () => {
  it('gives every item a vector of the new model and leaves it all else', async () => {
    const before = await items();
    const seen: number[] = [];
    const result = await run({ onProgress: (done, total) => seen.push(done, total) });
    expect(result).toEqual({ items: COUNT, lost: [], interrupted: false });
    expect(seen).toEqual([64, COUNT, 128, COUNT, COUNT, COUNT]);
    expect(encoded).toHaveLength(COUNT);
    await expectDone(before);
  });

  it('leaves the collection as it was when it breaks off, and goes on behind what it had', async () => {
    const before = await items();
    const blobsBefore = await blobNames();
    onEncode = (picture) => {
      if (picture === 100) throw new Error('the power went');
    };
    await expect(run()).rejects.toThrow('the power went');
    expect(await items()).toEqual(before);
    expect(await store.collection('c')).toMatchObject({ modelName: 'old', items: COUNT });
    expect((await registry.list()).map(({ record }) => record.name)).toEqual(['c']);
    expect(await blobNames()).toEqual(expect.arrayContaining(blobsBefore));
    onEncode = () => undefined;
    encoded = [];
    await run();
    expect(encoded.length).toBeLessThanOrEqual(COUNT - 64);
    expect((await items()).size).toBe(COUNT);
  });

  it('stops when it is told to, with nothing changed, and can be gone on with or thrown away', async () => {
    const before = await items();
    const blobsBefore = await blobNames();
    const stop = new AbortController();
    const { interrupted } = await run({ signal: stop.signal, onProgress: () => stop.abort() });
    expect(interrupted).toBe(true);
    expect(await items()).toEqual(before);
    await discardAside(deps(), 'c');
    expect(await blobNames()).toEqual(blobsBefore);
    expect((await store.collections()).map(({ name }) => name)).toEqual(['c']);
    await run();
    await expectDone(before);
  });

  it('does not exchange what nobody wants any more, also where no signal has said so yet', async () => {
    const before = await items();
    expect(await run({ isWanted: () => Promise.resolve(false) })).toMatchObject({ interrupted: true });
    expect(await items()).toEqual(before);
    expect(await store.collection('c')).toMatchObject({ modelName: 'old' });
    await run({ isWanted: () => Promise.resolve(true) });
    await expectDone(before);
  });

  it('begins anew for another model than the one it had begun with', async () => {
    const before = await items();
    const stop = new AbortController();
    await run({ signal: stop.signal, onProgress: () => stop.abort() }, 'another');
    encoded = [];
    await run();
    expect(encoded).toHaveLength(COUNT);
    await expectDone(before);
  });

  it('takes in what is added, changed and removed meanwhile', async () => {
    let changed = false;
    onEncode = async (picture) => {
      if (picture !== 140 || changed) return;
      changed = true;
      await add(200);
      await store.commit(
        'c',
        [
          { type: 'remove', id: 'i5' },
          { type: 'patch', id: 'i6', changes: { label: 'patched', metadata: { n: 6, more: true } } },
        ],
        now(),
      );
    };
    await run();
    expect(changed).toBe(true);
    const after = await items();
    expect([after.has('i5'), after.has('i200'), after.get('i6')]).toMatchObject([
      false,
      true,
      { label: 'patched', metadata: { more: true } },
    ]);
    expect(after.size).toBe(COUNT);
    expect(await store.vector('c', 'i200')).toEqual(Float32Array.of(Math.cos(200), Math.sin(200), 0));
    expect(await blobNames()).toHaveLength(2 * COUNT);
  });

  it('comes to an end however fast writes come, and none of them is lost', async () => {
    const patches: Promise<unknown>[] = [];
    const label = (): string => `patched ${patches.length}`;
    const patch = async (): Promise<unknown> => {
      const write = { type: 'patch', id: 'i6', changes: { label: label() } } as const;
      return withCurrent(registry, 'c', (collection) => collection.write(write));
    };
    // Whenever its vector is there, it has changed again: as often as the exchange would have to wait for.
    onEncode = async (picture) => {
      if (picture !== 6) return;
      patches.push(patch());
      await sleep(5);
    };
    await run();
    expect(patches.length).toBeGreaterThan(1);
    expect(await Promise.all(patches)).toMatchObject(patches.map(() => ({ type: 'patched' })));
    expect(lasting(await items())).toContainEqual(expect.objectContaining({ id: 'i6', label: `patched ${patches.length - 1}` }));
    const collection = await registry.get('c');
    expect(await collection.write({ type: 'remove', id: 'i5' })).toMatchObject({ type: 'removed' });
  });

  it('refuses when pictures are lost, and leaves them out only when told to', async () => {
    const before = await items();
    await blobs.delete(`${before.get('i7')!.blob}.original`);
    onEncode = (picture) => {
      if (picture === 9) throw new CoreError('BAD_IMAGE', 'no picture');
    };
    await expect(run()).rejects.toMatchObject({ code: 'MODEL_MISMATCH', message: expect.stringMatching(/2 items .*i7, i9.*--drop-lost/) });
    expect(await items()).toEqual(before);
    expect(await run({ dropLost: true })).toEqual({ items: COUNT - 2, lost: ['i7', 'i9'], interrupted: false });
    before.delete('i7');
    before.delete('i9');
    await expectDone(before);
  });
});

describe('deleting a collection that is being re-embedded', () => {
  it('ends that at once, also while the encoder does not answer, and leaves nothing', async () => {
    let begun = (): void => undefined;
    const encoding = new Promise<void>((resolve) => (begun = resolve));
    const encode: Encoder['encode'] = (_, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason as Error));
        begun();
      });
    const model = { name: 'new', version: 2, encoderHash: 'new', embeddingSize: 3 };
    const lease = () => Promise.resolve({ encoder: { encode }, model, release: () => undefined });
    const gallery = new CollectionGallery({ ...deps(), encoders: { lease } } as unknown as ConstructorParameters<
      typeof CollectionGallery
    >[0]);
    const payload = { collection: 'c', number: (await store.collection('c'))!.number, model: 'new/2', encoderHash: 'new', dropLost: false };
    const job = gallery.reembedPatiently(payload, {
      dropLost: false,
      signal: new AbortController().signal,
      isCancelled: () => Promise.resolve(false),
      onProgress: () => undefined,
    });
    const failed = expect(job).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND', message: "the collection 'c' was deleted meanwhile" });
    await encoding;
    await gallery.remove('c');
    await failed;
    expect([await store.collections(), await blobNames()]).toEqual([[], []]);
  });
});
