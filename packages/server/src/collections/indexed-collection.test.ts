import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clusteredVector, DIMENSIONS, nearest } from '../../test/vector-index-conformance.js';
import { uniforms } from '../../test/tiny-artifact.js';
import { createHnswIndexes } from '../adapters/hnsw/hnsw-vector-indexes.js';
import type { VectorIndex, VectorIndexes } from '../domain/vector-index.js';
import type { ItemStore, Write } from '../domain/item-store.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { DEFAULT_COLLECTION_OPTIONS, type CollectionOptions } from './collection-state.js';
import { IndexedCollection } from './indexed-collection.js';

const NOW = '2026-11-24T02:15:30.000Z';
const logger = pino({ level: 'silent' });

/** Indexes that pass over hidden vectors, as a graph that has become islands does. */
function hideSome(indexes: VectorIndexes, bench: Bench): VectorIndexes {
  return {
    ...indexes,
    open: async (identity, options) => {
      const opened = await indexes.open(identity, options);
      const { index } = opened;
      const blind: Pick<VectorIndex, 'search' | 'repair' | 'maintain'> = {
        maintain: (given) => {
          if (given?.anew === true) {
            bench.hidden.clear();
            bench.rebuilds++;
          }
          return index.maintain(given);
        },
        search: async (query) => {
          const answer = await index.search(query);
          return bench.hidden.has(query.vector.join()) ? { ...answer, hits: answer.hits.slice(1) } : answer;
        },
        repair: async (items) => {
          if (bench.mends) for (const { id, vector } of items) if (bench.hidden.delete(vector.join())) bench.repaired.push(id);
          await index.repair(items);
        },
      };
      return {
        ...opened,
        index: new Proxy(index, {
          get: (target, name) => {
            const own: unknown = Reflect.get(blind, name) ?? Reflect.get(target, name, target);
            return typeof own === 'function' ? (own.bind(target) as unknown) : own;
          },
        }),
      };
    },
  };
}

/** A store and one collection in a folder of their own, with the steps that a test takes. */
class Bench {
  collection!: IndexedCollection;
  store!: ItemStore & { kill(): Promise<void> };
  readonly indexes: ReturnType<typeof createHnswIndexes>;
  /** Vectors whose items no search finds until they are repaired, and the ids of those that were. */
  readonly hidden = new Set<string>();
  readonly repaired: string[] = [];
  /** Whether repairing helps, and how often the index was built anew, which does. */
  mends = true;
  rebuilds = 0;
  /** What it has logged as a warning or an error. */
  readonly warnings: string[] = [];

  private constructor(
    readonly folder: string,
    readonly options: CollectionOptions,
    hnsw: { exactUpTo: number; compactFrom: number },
  ) {
    this.indexes = createHnswIndexes({ ...hnsw, folder: path.join(folder, 'index') });
  }

  static async create(more: Partial<CollectionOptions> & { exactUpTo?: number; compactFrom?: number } = {}): Promise<Bench> {
    const { exactUpTo = 0, compactFrom = 1000, ...options } = more;
    const bench = new Bench(
      await mkdtemp(path.join(tmpdir(), 'supcon-collection-')),
      { ...DEFAULT_COLLECTION_OPTIONS, ...options },
      { exactUpTo, compactFrom },
    );
    await bench.open();
    open.push(bench);
    return bench;
  }

  get indexFolder(): string {
    return path.join(this.folder, 'index', '1');
  }

  async open(): Promise<void> {
    this.store = await openSqliteItemStore(path.join(this.folder, 'items.sqlite'), logger);
    const { record } = await this.store.createCollection(
      'c',
      {
        modelName: 'tiny',
        modelVersion: 1,
        encoderHash: 'abc',
        embeddingSize: DIMENSIONS,
      },
      NOW,
    );
    this.collection = new IndexedCollection(record, {
      store: this.store,
      indexes: hideSome(this.indexes, this),
      logger: pino({ level: 'warn' }, { write: (line: string) => void this.warnings.push(line) }),
      options: this.options,
      now: () => new Date().toISOString(),
    });
    await this.collection.start();
  }

  async close({ save = true } = {}): Promise<void> {
    await this.collection.close({ save });
    await this.store.close();
  }

  async reopen(options?: { save: boolean }): Promise<void> {
    await this.close(options);
    await this.open();
  }

  async ids(vector: Float32Array, k: number): Promise<string[]> {
    return (await this.collection.search(vector, { k })).neighbours.map(({ item }) => item.id);
  }
}

const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) {
    await bench.close();
    await rm(bench.folder, { recursive: true, force: true });
  }
});

const add = (id: string, vector: Float32Array): Write => ({
  type: 'add',
  item: { id, label: null, metadata: {}, contentHash: `hash ${id}`, blob: `1/${id}`, vector, origin: null },
});
const vectorOf = (seed: number): Float32Array => clusteredVector(uniforms(seed));

describe('IndexedCollection', () => {
  it('shows a write to searches as soon as it is acknowledged, also when many come at once', async () => {
    const { collection } = await Bench.create();
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const vector = clusteredVector(uniforms(i));
        await collection.write(add(`i${i}`, vector));
        const { neighbours } = await collection.search(vector, { k: 1 });
        expect(neighbours[0]!.item.id).toBe(`i${i}`);
        expect(neighbours[0]!.similarity).toBeCloseTo(1, 5);
      }),
    );
    expect(collection.state).toMatchObject({ status: 'ready', kind: 'hnsw' });
  });

  it('starts from its snapshot and what came after it', async () => {
    const bench = await Bench.create();
    for (let i = 0; i < 20; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await bench.reopen();
    expect(await readdir(bench.indexFolder)).toContain('manifest-1.json');
    await bench.collection.write(add('late', vectorOf(99)));
    await bench.collection.write({ type: 'remove', id: 'i3' });
    await bench.reopen({ save: false });
    expect(await bench.ids(vectorOf(99), 1)).toEqual(['late']);
    expect(await bench.ids(vectorOf(3), 100)).not.toContain('i3');
    expect(await bench.ids(vectorOf(3), 100)).toHaveLength(20);
  });

  it('rebuilds from the items when the snapshots are damaged', async () => {
    const bench = await Bench.create();
    for (let i = 0; i < 30; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await bench.reopen();
    await bench.collection.write(add('more', vectorOf(50)));
    await bench.close();
    for (const name of await readdir(bench.indexFolder)) await writeFile(path.join(bench.indexFolder, name), 'rubbish');
    await bench.open();
    expect(await bench.ids(vectorOf(50), 1)).toEqual(['more']);
    expect(await bench.ids(vectorOf(7), 100)).toHaveLength(31);
  });

  it('rebuilds when a whole snapshot does not belong to these items', async () => {
    const [one, two] = [await Bench.create(), await Bench.create()];
    for (let i = 0; i < 10; i++) await one.collection.write(add(`one${i}`, vectorOf(i)));
    for (let i = 0; i < 4; i++) await two.collection.write(add(`two${i}`, vectorOf(100 + i)));
    await one.close();
    await two.close();
    await rm(two.indexFolder, { recursive: true });
    await cp(one.indexFolder, two.indexFolder, { recursive: true });
    await one.open();
    await two.open();
    expect((await two.ids(vectorOf(101), 100)).sort()).toEqual(['two0', 'two1', 'two2', 'two3']);
    expect(await two.ids(vectorOf(101), 1)).toEqual(['two1']);
  });

  it('refuses the snapshots of another collection with as many items, and answers as before', async () => {
    const [one, two] = [await Bench.create(), await Bench.create()];
    for (let i = 0; i < 10; i++) {
      await one.collection.write(add(`i${i}`, vectorOf(i)));
      await two.collection.write(add(`i${i}`, vectorOf(100 + i)));
    }
    await one.close();
    await two.close();
    await rm(two.indexFolder, { recursive: true });
    await cp(one.indexFolder, two.indexFolder, { recursive: true });
    await one.open();
    await two.open();
    for (const i of [0, 5, 9]) expect(await two.ids(vectorOf(100 + i), 1)).toEqual([`i${i}`]);
    expect(two.warnings.join()).toMatch(/belongs to another item store/);
    expect(one.warnings).toEqual([]);
  });

  it('rebuilds an index that has come further than its items, and one whose vectors are not theirs', async () => {
    const bench = await Bench.create();
    for (let i = 0; i < 10; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await bench.close();
    const database = new Database(path.join(bench.folder, 'items.sqlite'));
    database.exec("DELETE FROM items WHERE id = 'i9'; UPDATE collections SET items = 9, last_seq = 9, trimmed_seq = 0");
    database.close();
    // Which would see to it that the collection goes on behind change 10.
    await rm(path.join(bench.folder, 'items.sqlite.witness'));
    await bench.open();
    expect(bench.warnings.join()).toMatch(/it is at change 10, the collection has come to 9 only/);
    expect(await bench.ids(vectorOf(9), 100)).toHaveLength(9);
    await bench.close();
    const other = new Database(path.join(bench.folder, 'items.sqlite'));
    other.exec("UPDATE items SET vector = (SELECT vector FROM items WHERE id = 'i4') WHERE id = 'i3'");
    other.close();
    await bench.open();
    expect(bench.warnings.join()).toMatch(/under key 3 it holds another vector/);
    expect((await bench.ids(vectorOf(4), 2)).sort()).toEqual(['i3', 'i4']);
  });

  it('does without items whose rows are damaged where no snapshot has their vectors, and lets them be removed', async () => {
    const bench = await Bench.create();
    for (let i = 0; i < 10; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await bench.close();
    const database = new Database(path.join(bench.folder, 'items.sqlite'));
    database.exec("UPDATE items SET vector = x'0102030405', metadata = '{not JSON' WHERE id = 'i3'");
    database.exec("UPDATE items SET vector = CAST(x'0000c07f' || substr(vector, 5) AS BLOB) WHERE id = 'i4'");
    database.close();
    await bench.open();
    expect(bench.collection.state).toMatchObject({ status: 'ready', unusable: 0 });
    expect(await bench.ids(vectorOf(3), 1)).toEqual(['i3']);
    await bench.close();
    await rm(bench.indexFolder, { recursive: true });
    for (const start of ['nothing', 'snapshot'] as const) {
      await bench.open();
      expect(bench.collection.state, start).toMatchObject({ status: 'ready', unusable: 2 });
      expect((await bench.ids(vectorOf(0), 100)).sort()).toEqual(['i0', 'i1', 'i2', 'i5', 'i6', 'i7', 'i8', 'i9']);
      expect(bench.warnings.join()).toMatch(/the vector of an item is damaged/);
      await bench.close();
    }
    await bench.open();
    for (const id of ['i3', 'i4']) expect((await bench.collection.write({ type: 'remove', id })).type).toBe('removed');
    await bench.collection.write(add('i3', vectorOf(3)));
    expect(bench.collection.state.unusable).toBe(0);
    expect(await bench.ids(vectorOf(3), 1)).toEqual(['i3']);
  });

  it('goes on when its index thread dies, and loses no write that was under way', async () => {
    const bench = await Bench.create();
    for (let round = 0; round < 3; round++) {
      const writes = Array.from({ length: 60 }, (_, i) => bench.collection.write(add(`r${round}-${i}`, vectorOf(round * 100 + i))));
      await writes[0];
      await bench.indexes.kill();
      const outcomes = await Promise.allSettled(writes);
      await vi.waitFor(() => expect(bench.collection.state.status).toBe('ready'), { timeout: 20_000 });
      for (const [i, outcome] of outcomes.entries())
        if (outcome.status === 'fulfilled') expect(await bench.ids(vectorOf(round * 100 + i), 1)).toEqual([`r${round}-${i}`]);
        else expect(outcome.reason).toMatchObject({ code: 'NOT_READY' });
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    }
  });

  it('goes on when the thread of the item store dies', async () => {
    const bench = await Bench.create();
    const writes = Array.from({ length: 40 }, (_, i) => bench.collection.write(add(`i${i}`, vectorOf(i))));
    await writes[0];
    await bench.store.kill();
    const outcomes = await Promise.allSettled(writes);
    for (const [i, outcome] of outcomes.entries())
      if (outcome.status === 'fulfilled') expect(await bench.ids(vectorOf(i), 1)).toEqual([`i${i}`]);
    // What failed can simply be sent again.
    for (let i = 0; i < 40; i++) expect((await bench.collection.write(add(`i${i}`, vectorOf(i)))).type).toMatch(/added|existing/);
    expect(await bench.ids(vectorOf(0), 100)).toHaveLength(40);
  });

  it('rebuilds without tombstones while it serves, and keeps every item', async () => {
    const bench = await Bench.create({ compactFrom: 50, maintainEveryChanges: 20 });
    for (let i = 0; i < 150; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    const churn = Array.from({ length: 100 }, async (_, i) => {
      await bench.collection.write({ type: 'remove', id: `i${i}` });
      await bench.collection.write(add(`n${i}`, vectorOf(1000 + i)));
      expect(await bench.ids(vectorOf(1000 + i), 1)).toEqual([`n${i}`]);
    });
    await Promise.all(churn);
    await vi.waitFor(() => expect(bench.collection.state.tombstones).toBeLessThan(100), { timeout: 20_000 });
    expect(new Set(await bench.ids(vectorOf(0), 1000)).size).toBe(150);
    await bench.reopen();
    expect(await bench.ids(vectorOf(1005), 1)).toEqual(['n5']);
    expect(new Set(await bench.ids(vectorOf(0), 1000)).size).toBe(150);
  });

  it('finds out by itself that it has lost sight of an item, finds it again, and says so', async () => {
    const bench = await Bench.create({ checkAfterMs: 1, checkEveryMs: 1 });
    for (let i = 0; i < 30; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await vi.waitFor(() => expect(bench.collection.state.check).toMatchObject({ checked: 30, missing: 0, repaired: 0 }), {
      timeout: 20_000,
    });
    // As a graph that has become islands would: one vector is passed over by every search.
    bench.hidden.add(vectorOf(7).join());
    await vi.waitFor(() => expect(bench.warnings.join()).toMatch(/"missing":1,"repaired":1/), { timeout: 20_000 });
    expect(await bench.ids(vectorOf(7), 1)).toEqual(['i7']);
    expect(bench.repaired).toEqual(['i7']);
  });

  it('builds the index anew where putting an item into it once more does not help, and not again while all are found', async () => {
    const bench = await Bench.create({ checkAfterMs: 1, checkEveryMs: 1 });
    for (let i = 0; i < 30; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    bench.mends = false;
    bench.hidden.add(vectorOf(7).join());
    await vi.waitFor(() => expect(bench.rebuilds).toBe(1), { timeout: 20_000 });
    await vi.waitFor(() => expect(bench.collection.state.check).toMatchObject({ missing: 0 }), { timeout: 20_000 });
    expect(bench.warnings.join()).toContain('building the index anew');
    expect(await bench.ids(vectorOf(7), 1)).toEqual(['i7']);
    expect(bench.rebuilds).toBe(1);
  });

  it('saves a snapshot by itself after so many changes', async () => {
    const bench = await Bench.create({ maintainEveryChanges: 10 });
    for (let i = 0; i < 12; i++) await bench.collection.write(add(`i${i}`, vectorOf(i)));
    await vi.waitFor(async () => expect(await readdir(bench.indexFolder)).toContain('manifest-1.json'), { timeout: 10_000 });
  });

  it('finishes the writes under way when it is closed, and refuses later ones', async () => {
    const bench = await Bench.create();
    const writes = Array.from({ length: 20 }, (_, i) => bench.collection.write(add(`i${i}`, vectorOf(i))));
    await bench.collection.close({ save: true });
    expect((await Promise.all(writes)).every(({ type }) => type === 'added')).toBe(true);
    await expect(bench.collection.write(add('late', vectorOf(1)))).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it('equals a simple model under any sequence of adding, removing, searching, restarting, losing threads and damaging snapshots', async () => {
    const ids = fc.integer({ min: 0, max: 12 }).map((n) => `i${n}`);
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), id: ids, seed: fc.integer({ min: 0, max: 1e6 }) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), id: ids }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('search' as const),
          seed: fc.integer({ min: 0, max: 1e6 }),
          k: fc.integer({ min: 1, max: 15 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), snapshot: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('kill' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('damage' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), fc.constantFrom(0, 6, 5000), async (steps, exactUpTo) => {
        const bench = await Bench.create({ exactUpTo, compactFrom: 4, maintainEveryChanges: 5 });
        const model = new Map<string, { vector: Float32Array }>();
        for (const next of steps) {
          if (next.do === 'add') {
            const vector = vectorOf(next.seed);
            const { type } = await bench.collection.write(add(next.id, vector));
            expect(type).toBe(model.has(next.id) ? 'existing' : 'added');
            if (type === 'added') model.set(next.id, { vector });
          } else if (next.do === 'remove') {
            expect((await bench.collection.write({ type: 'remove', id: next.id })).type).toBe(
              model.delete(next.id) ? 'removed' : 'missing',
            );
          } else if (next.do === 'restart') {
            await bench.reopen({ save: next.snapshot });
          } else if (next.do === 'kill') {
            await bench.indexes.kill();
            await vi.waitFor(() => expect(bench.collection.state.status).toBe('ready'), { timeout: 20_000 });
          } else if (next.do === 'damage') {
            const names = await readdir(bench.indexFolder).catch(() => []);
            for (const name of names) if (name.startsWith('graph')) await writeFile(path.join(bench.indexFolder, name), 'rubbish');
          } else {
            const entries = [...model];
            const expected = nearest(new Map(entries.map(([, { vector }], i) => [i, vector])), vectorOf(next.seed), next.k);
            const { neighbours } = await bench.collection.search(vectorOf(next.seed), { k: next.k });
            expect(neighbours).toHaveLength(expected.length);
            neighbours.forEach(({ similarity }, i) => expect(similarity).toBeCloseTo(expected[i]!.similarity, 4));
            expect(new Set(neighbours.map(({ item }) => item.id)).size).toBe(neighbours.length);
            expect(neighbours.every(({ item }) => model.has(item.id))).toBe(true);
          }
          expect((await bench.store.collection('c'))!.items).toBe(model.size);
        }
        await bench.close();
        open.splice(open.indexOf(bench), 1);
        await rm(bench.folder, { recursive: true, force: true });
      }),
      { numRuns: 12, seed: 20261124, endOnFailure: true },
    );
  }, 180_000);
});
