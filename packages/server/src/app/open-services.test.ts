import { mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { quantizeArtifact } from '../../test/quantize-artifact.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readConfig, type Limits } from './config.js';
import { openServices, type Services } from './open-services.js';

const logger = pino({ level: 'silent' });
let home: string;
let services: Services | undefined;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-services-'));
  await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '1'));
});
afterEach(async () => {
  await services?.close();
  services = undefined;
  await rm(home, { recursive: true, force: true });
});

async function open(settings: Record<string, string> = {}, limits: Partial<Limits> = {}): Promise<Services> {
  await services?.close();
  services = undefined;
  const config = readConfig({ SUPCON_HOME: home, SUPCON_THREADS: '1', ...settings });
  services = await openServices({ ...config, limits: { ...config.limits, ...limits } }, logger);
  await services.ready;
  return services;
}
const picture = async (seed: number, more: { id?: string; label?: string; metadata?: Record<string, unknown> } = {}) => ({
  image: await makePicture(seed),
  label: more.label ?? null,
  metadata: more.metadata ?? {},
  ...(more.id === undefined ? {} : { id: more.id }),
});

describe('openServices', () => {
  it('recognises with the newest artifact of the home and names it', async () => {
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
    const { recogniser } = await open();
    const { model, embedding, predictions } = await recogniser.recognise(await makePicture(1));
    expect(model).toEqual({ name: 'tiny', version: 2, alias: 'production' });
    expect(embedding).toHaveLength(32);
    expect(predictions.map(({ label }) => label).sort()).toEqual(['apple', 'pear', 'plum']);
    expect(predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect((await services!.models.list()).map(({ version, active }) => [version, active])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('lists an artifact from outside the home that it was told to use', async () => {
    const elsewhere = path.join(home, 'elsewhere');
    await makeTinyArtifact(elsewhere, { name: 'other', version: 7 });
    const { models } = await open({ SUPCON_ARTIFACT: elsewhere });
    expect((await models.list()).map(({ name, active }) => [name, active])).toEqual([
      ['other', true],
      ['tiny', false],
    ]);
  });

  it('serves an artifact in 8 bits nearly as the one it was made of, but keeps their vectors apart', async () => {
    const pictures = await Promise.all(Array.from({ length: 8 }, (_, i) => makePicture(i)));
    const float32 = path.join(home, 'artifacts', 'tiny', '1');
    await quantizeArtifact(float32, path.join(home, 'artifacts', 'tiny-int8', '1'), pictures);
    const answers = async (): Promise<Float32Array[]> =>
      Promise.all(pictures.map(async (bytes) => (await services!.recogniser.recognise(bytes)).embedding));
    await open({ SUPCON_ARTIFACT: float32 });
    await services!.collections.create('old');
    const before = await answers();
    const { models, collections } = await open();
    expect((await models.list()).map(({ name, active, precision }) => [name, active, precision])).toEqual([
      ['tiny-int8', true, 'int8'],
      ['tiny', false, 'float32'],
    ]);
    (await answers()).forEach((embedding, i) => {
      const cosine = embedding.reduce((sum, value, d) => sum + value * before[i]![d]!, 0);
      expect(cosine).toBeGreaterThan(0.99);
      // The rounding of float32, which another processor does otherwise, is far behind that.
      expect(cosine).toBeLessThan(0.99999);
    });
    await collections.addItem('old', await picture(5, { id: 'p5' }));
    const [own] = (await collections.search('old', { image: pictures[5]! }, { k: 1 })).neighbours;
    expect(own).toMatchObject({ id: 'p5' });
    expect(own!.similarity).toBeGreaterThan(0.99999);
    await collections.create('new');
    await collections.addItem('new', await picture(3, { id: 'p3' }));
    expect((await collections.search('new', { image: pictures[3]! }, { k: 1 })).neighbours[0]).toMatchObject({ id: 'p3' });
  });

  it('leaves damaged artifacts out of the list, and refuses to serve one', async () => {
    await makeTinyArtifact(path.join(home, 'artifacts', 'tiny', '2'), { version: 2 });
    await writeFile(path.join(home, 'artifacts', 'tiny', '2', 'manifest.json'), '{');
    const { models } = await open();
    expect((await models.list()).map(({ version }) => version)).toEqual([1]);
    await expect(open({ SUPCON_ARTIFACT: path.join(home, 'artifacts', 'tiny', '2') })).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
  });

  it('adds pictures, finds each as its own first neighbour, and has all of it after a restart', async () => {
    let { collections } = await open();
    expect(await collections.create('c')).toMatchObject({
      created: true,
      collection: { name: 'c', items: 0, usable: true, embeddingSize: 32 },
    });
    expect(await collections.create('c')).toMatchObject({ created: false });
    await Promise.all(
      Array.from({ length: 30 }, async (_, i) =>
        collections.addItem('c', await picture(i, { id: `p${i}`, label: 'plum', metadata: { i } })),
      ),
    );
    for (let round = 0; round < 2; round++) {
      for (const i of [0, 13, 29]) {
        const { neighbours, exact, model } = await collections.search('c', { image: await makePicture(i) }, { k: 3 });
        expect(neighbours[0]).toMatchObject({ id: `p${i}`, label: 'plum', metadata: { i } });
        expect(neighbours[0]!.similarity).toBeCloseTo(1, 5);
        expect({ exact, model }).toEqual({ exact: true, model: { name: 'tiny', version: 1 } });
      }
      expect(await collections.list()).toMatchObject([
        { name: 'c', items: 30, index: { status: 'ready', kind: 'exact', tombstones: 0, unusable: 0, check: null } },
      ]);
      ({ collections } = await open());
    }
  });

  it('searches by item, with or without itself, and by vector', async () => {
    const { collections, recogniser } = await open();
    await collections.create('c');
    for (let i = 0; i < 5; i++) await collections.addItem('c', await picture(i, { id: `p${i}` }));
    const ids = async (query: Parameters<typeof collections.search>[1], wishes: Parameters<typeof collections.search>[2]) =>
      (await collections.search('c', query, wishes)).neighbours.map(({ id }) => id);
    expect(await ids({ itemId: 'p2' }, { k: 2 })).toHaveLength(2);
    expect((await ids({ itemId: 'p2' }, { k: 2 }))[0]).toBe('p2');
    const others = await ids({ itemId: 'p2' }, { k: 10, excludeSelf: true });
    expect([...others].sort()).toEqual(['p0', 'p1', 'p3', 'p4']);
    expect(await ids({ itemId: 'p2' }, { k: 2, excludeSelf: true })).toEqual(others.slice(0, 2));
    const { embedding } = await recogniser.recognise(await makePicture(4));
    expect(await ids({ vector: [...embedding].map((value) => value * 3) }, { k: 1 })).toEqual(['p4']);
    await expect(ids({ itemId: 'none' }, { k: 1 })).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(ids({ vector: [1, 2] }, { k: 1 })).rejects.toMatchObject({ code: 'BAD_VECTOR' });
    await expect(ids({ vector: new Array<number>(32).fill(0) }, { k: 1 })).rejects.toMatchObject({ code: 'BAD_VECTOR' });
  });

  it('adds the same item once, and nothing else under its id', async () => {
    const { collections } = await open();
    await collections.create('c');
    const first = await collections.addItem('c', await picture(1, { id: 'a', label: 'pear', metadata: { x: 1 } }));
    expect(first.created).toBe(true);
    expect(await collections.addItem('c', await picture(1, { id: 'a', label: 'pear', metadata: { x: 1 } }))).toEqual({
      ...first,
      created: false,
    });
    const conflict = { code: 'ITEM_CONFLICT' };
    await expect(collections.addItem('c', await picture(2, { id: 'a', label: 'pear', metadata: { x: 1 } }))).rejects.toMatchObject(
      conflict,
    );
    await expect(collections.addItem('c', await picture(1, { id: 'a', label: 'plum', metadata: { x: 1 } }))).rejects.toMatchObject(
      conflict,
    );
    await expect(collections.addItem('c', await picture(1, { id: 'a', label: 'pear' }))).rejects.toMatchObject(conflict);
    const racers = await Promise.all(Array.from({ length: 8 }, async () => collections.addItem('c', await picture(3, { id: 'race' }))));
    expect(racers.filter(({ created }) => created)).toHaveLength(1);
    const blobs = await readdir(path.join(home, 'server', 'blobs'), { recursive: true });
    expect(blobs.filter((name) => name.endsWith('.original.png'))).toHaveLength(2);
    expect(blobs.filter((name) => name.endsWith('.thumbnail.jpg'))).toHaveLength(2);
  });

  it('keeps each original as the kind of picture that its bytes are, and leaves no file of an item that is removed', async () => {
    const { collections } = await open();
    await collections.create('c');
    const files = async (): Promise<string[]> =>
      (await readdir(path.join(home, 'server', 'blobs'), { recursive: true }))
        .flatMap((name) => /\.(\w+\.\w+)$/.exec(name)?.[1] ?? [])
        .sort();
    const endings = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif' };
    for (const [format, ending] of Object.entries(endings) as [keyof typeof endings, string][]) {
      const image = await sharp(await makePicture(1))
        .toFormat(format)
        .toBuffer();
      await collections.addItem('c', { image, label: null, metadata: {}, id: 'x' });
      expect(await files()).toEqual([`original.${ending}`, 'thumbnail.jpg']);
      await collections.removeItem('c', 'x');
      expect(await files()).toEqual([]);
    }
  });

  it('serves and removes the pictures of the version before, whose files have no endings', async () => {
    const { collections } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, { id: 'a' }));
    const { jpeg } = await collections.thumbnail('c', 'a');
    const folder = path.join(home, 'server', 'blobs');
    for (const name of await readdir(folder, { recursive: true }))
      if (/\.(jpg|png)$/.test(name)) await rename(path.join(folder, name), path.join(folder, name.replace(/\.\w+$/, '')));
    expect(Buffer.from((await collections.thumbnail('c', 'a')).jpeg).equals(jpeg)).toBe(true);
    await collections.removeItem('c', 'a');
    expect((await readdir(folder, { recursive: true })).filter((name) => /original|thumbnail/.test(name))).toEqual([]);
  });

  it('gives an id to an item without one', async () => {
    const { collections } = await open();
    await collections.create('c');
    const { item } = await collections.addItem('c', await picture(1));
    expect(item.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await collections.getItem('c', item.id)).toEqual(item);
  });

  it('removes an item with its pictures', async () => {
    const { collections } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, { id: 'a' }));
    await collections.removeItem('c', 'a');
    const missing = { code: 'ITEM_NOT_FOUND' };
    await expect(collections.getItem('c', 'a')).rejects.toMatchObject(missing);
    await expect(collections.thumbnail('c', 'a')).rejects.toMatchObject(missing);
    await expect(collections.removeItem('c', 'a')).rejects.toMatchObject(missing);
    expect((await collections.search('c', { image: await makePicture(1) }, { k: 5 })).neighbours).toEqual([]);
    expect((await readdir(path.join(home, 'server', 'blobs'), { recursive: true })).filter((name) => name.includes('.'))).toEqual([]);
  });

  it('makes thumbnails of at most 256 pixels, upright', async () => {
    const { collections } = await open();
    await collections.create('c');
    const wide = await sharp(await makePicture(1, 'png', 600))
      .resize(600, 300, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    await collections.addItem('c', { image: wide, label: null, metadata: {}, id: 'wide' });
    const { jpeg, etag } = await collections.thumbnail('c', 'wide');
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 128, height: 256 });
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('serves without a model what needs none', async () => {
    await rm(path.join(home, 'artifacts'), { recursive: true });
    const { collections, recogniser } = await open();
    const none = { code: 'NO_MODEL' };
    await expect(recogniser.recognise(await makePicture(1))).rejects.toMatchObject(none);
    await expect(collections.create('c')).rejects.toMatchObject(none);
    expect(await services!.models.list()).toEqual([]);
    expect(await recogniser.readiness()).toMatchObject([{ name: 'model', ok: false }]);
    expect(await collections.list()).toEqual([]);
  });

  it('checks what it is given, whoever calls', async () => {
    const { collections } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, { id: 'a' }));
    const bad = { code: 'BAD_REQUEST' };
    for (const name of ['', '.', '..', '../../evil', 'a/b', 'BAD NAME', 'a\0b', 'x'.repeat(65)]) {
      await expect(collections.create(name)).rejects.toMatchObject(bad);
      await expect(collections.remove(name)).rejects.toMatchObject(bad);
      await expect(collections.search(name, { itemId: 'a' }, { k: 1 })).rejects.toMatchObject(bad);
      await expect(collections.addItem(name, await picture(2))).rejects.toMatchObject(bad);
      await expect(collections.getItem(name, 'a')).rejects.toMatchObject(bad);
    }
    for (const id of ['', '.', '..', '../x', 'a//b', 'x'.repeat(129)]) {
      await expect(collections.addItem('c', await picture(2, { id }))).rejects.toMatchObject(bad);
      await expect(collections.getItem('c', id)).rejects.toMatchObject(bad);
      await expect(collections.removeItem('c', id)).rejects.toMatchObject(bad);
      await expect(collections.thumbnail('c', id)).rejects.toMatchObject(bad);
      await expect(collections.search('c', { itemId: id }, { k: 1 })).rejects.toMatchObject(bad);
    }
    for (const label of ['', 'L'.repeat(201)])
      await expect(collections.addItem('c', await picture(2, { label }))).rejects.toMatchObject(bad);
    for (const k of [0, -1, 1.5, 1001, 1e9, NaN]) await expect(collections.search('c', { itemId: 'a' }, { k })).rejects.toMatchObject(bad);
    const began = performance.now();
    for (const vector of [{ length: 1e9 }, 'abc', [], ['1'], new Array<number>(2 ** 32 - 1)] as unknown as number[][])
      await expect(collections.search('c', { vector }, { k: 1 })).rejects.toMatchObject(bad);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(await collections.list()).toMatchObject([{ name: 'c', items: 1 }]);
  });

  it('keeps to its limits', async () => {
    const { collections } = await open({ SUPCON_MAX_PIXELS: '10000' }, { collections: 2 });
    await collections.create('c');
    await expect(collections.addItem('c', await picture(1, { metadata: { text: 'x'.repeat(8192) } }))).rejects.toMatchObject({
      code: 'METADATA_TOO_LARGE',
    });
    const large = { image: await makePicture(1, 'png', 101), label: null, metadata: {} };
    await expect(collections.addItem('c', large)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    await collections.create('d');
    await expect(collections.create('d')).resolves.toMatchObject({ created: false });
    await expect(collections.create('one-more')).rejects.toMatchObject({ code: 'TOO_MANY_COLLECTIONS' });
    const full = await open({ SUPCON_FREE_DISK_BYTES: String(Number.MAX_SAFE_INTEGER) });
    await expect(full.collections.addItem('c', await picture(1))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect((await full.collections.search('c', { image: await makePicture(1, 'png', 48) }, { k: 1 })).neighbours).toEqual([]);
  });

  it('deletes a collection with all its files, and starts it empty under the same name', async () => {
    const { collections } = await open();
    await collections.create('c');
    await collections.addItem('c', await picture(1, { id: 'a' }));
    await collections.remove('c');
    await expect(collections.search('c', { image: await makePicture(1) }, { k: 1 })).rejects.toMatchObject({
      code: 'COLLECTION_NOT_FOUND',
    });
    await expect(collections.remove('c')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    expect(await readdir(path.join(home, 'server', 'blobs'))).toEqual([]);
    expect(await collections.create('c')).toMatchObject({ created: true, collection: { items: 0 } });
    expect((await collections.search('c', { image: await makePicture(1) }, { k: 1 })).neighbours).toEqual([]);
  });

  it('deletes a collection while pictures are added to it: each is refused as not found or stored in the next one, and no file stays', async () => {
    const { collections } = await open();
    const blobs = path.join(home, 'server', 'blobs');
    for (let round = 0; round < 4; round++) {
      await collections.create('c');
      const added = Promise.allSettled(
        Array.from({ length: 24 }, async (_, i) => {
          await new Promise((resolve) => setTimeout(resolve, i * 4));
          return collections.addItem('c', await picture(i, { id: `p${i}` }));
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 25));
      await collections.remove('c');
      for (const outcome of await added)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
      const left = await readdir(blobs, { recursive: true }).catch(() => []);
      expect(left.filter((name) => /original|thumbnail/.test(name))).toEqual([]);
      await expect(collections.remove('c')).rejects.toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    }
  });
});
