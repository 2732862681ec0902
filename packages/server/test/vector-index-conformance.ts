import { beforeEach, describe, expect, it } from 'vitest';
import { bySimilarity } from '../src/adapters/hnsw/exact-rows.js';
import type { Filter } from '../src/domain/filter.js';
import type { IndexHit, VectorIndex, VectorIndexes } from '../src/domain/vector-index.js';
import type { Change } from '../src/domain/item-store.js';
import { uniforms } from './tiny-artifact.js';

export const DIMENSIONS = 24;

/** A vector in a cluster, as embeddings of classes are. */
export function clusteredVector(uniform: () => number, clusters = 10): Float32Array {
  const centre = Math.floor(uniform() * clusters);
  const base = uniforms(1000 + centre);
  return Float32Array.from({ length: DIMENSIONS }, () => base() - 0.5 + 0.4 * (uniform() - 0.5));
}

/** The right answer, slowly and in float64. */
export function nearest(vectors: ReadonlyMap<number, Float32Array>, query: Float32Array, k: number): IndexHit[] {
  const norm = (vector: Float32Array): number => Math.hypot(...vector);
  const hits = [...vectors].map(([key, vector]) => ({
    key,
    similarity: vector.reduce((sum, value, i) => sum + value * query[i]!, 0) / (norm(vector) * norm(query)),
  }));
  return hits.sort(bySimilarity).slice(0, k);
}

/** A change that adds an item, or sets the label and metadata of one that is there. */
export function put(
  seq: number,
  key: number,
  vector: Float32Array,
  more: { label?: string; metadata?: Record<string, unknown> } = {},
): Change {
  return { type: 'put', seq, key, id: `item-${key}`, vector, label: null, metadata: {}, createdAt: '2026-11-24T02:15:30.000Z', ...more };
}

/** A change that removes an item. */
export function remove(seq: number, key: number): Change {
  return { type: 'remove', seq, key };
}

/** What every VectorIndex must do; what goes beyond the least, by its capabilities. @param prepare gives indexes that hold nothing yet. @param least recall that its answers must have against the exact ones. */
export function describeVectorIndex(name: string, prepare: () => Promise<VectorIndexes>, { least }: { least: number }): void {
  describe(`${name} as a VectorIndex`, () => {
    let indexes: VectorIndexes;
    let index: VectorIndex;
    const identity = { storeId: 'store', collection: 7, dimensions: DIMENSIONS, encoderHash: 'abc' };
    const open = (more: { encoderHash?: string; collection?: number; storeId?: string } = {}) =>
      indexes.open({ ...identity, ...more }, { onLost: () => undefined });
    beforeEach(async () => {
      indexes = await prepare();
      index = (await open()).index;
      return () => index.close();
    });

    const additions = (count: number, seed = 1): Change[] => {
      const uniform = uniforms(seed);
      return Array.from({ length: count }, (_, i) => put(i + 1, i, clusteredVector(uniform)));
    };
    const vectorOf = (change: Change | undefined): Float32Array => {
      if (change?.type !== 'put') throw new Error('this change has no vector');
      return change.vector;
    };
    const asMap = (changes: readonly Change[]): Map<number, Float32Array> =>
      new Map(changes.map((change) => [change.key, vectorOf(change)]));
    const recall = async (vectors: ReadonlyMap<number, Float32Array>, k: number, queries = 30): Promise<number> => {
      const uniform = uniforms(77);
      let found = 0;
      for (let q = 0; q < queries; q++) {
        const query = clusteredVector(uniform);
        const expected = nearest(vectors, query, k);
        const { hits } = await index.search({ vector: query, k });
        expect(hits.length).toBe(expected.length);
        expect([...hits].sort(bySimilarity)).toEqual(hits);
        for (const { key, similarity } of hits)
          expect(similarity).toBeCloseTo(nearest(new Map([[key, vectors.get(key)!]]), query, 1)[0]!.similarity, 4);
        const keys = new Set(hits.map(({ key }) => key));
        found += expected.filter(({ key }) => keys.has(key)).length / expected.length;
      }
      return found / queries;
    };

    it('answers nothing while it is empty', async () => {
      expect(await index.search({ vector: clusteredVector(uniforms(1)), k: 5 })).toEqual({ hits: [], exact: true, plan: 'exact' });
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0, tombstones: 0 });
    });

    it('finds the nearest vectors, best first, and every vector as its own nearest', async () => {
      const changes = additions(2500);
      await index.apply(changes);
      const vectors = asMap(changes);
      expect(await recall(vectors, 10)).toBeGreaterThanOrEqual(least);
      let own = 0;
      for (let key = 0; key < 2500; key += 50) if ((await index.search({ vector: vectors.get(key)!, k: 1 })).hits[0]?.key === key) own++;
      expect(own / 50).toBeGreaterThanOrEqual(least);
    });

    it('answers with as many as there are when k is larger', async () => {
      const changes = additions(40);
      await index.apply(changes);
      const { hits } = await index.search({ vector: vectorOf(changes[0]), k: 1000 });
      expect(hits.map(({ key }) => key).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    });

    it('never gives back what was removed, and still fills k', async () => {
      const changes = additions(600);
      await index.apply(changes);
      const removed = new Set(Array.from({ length: 500 }, (_, i) => i));
      await index.apply([...removed].map((key, i) => remove(601 + i, key)));
      const vectors = new Map([...asMap(changes)].filter(([key]) => !removed.has(key)));
      expect(await recall(vectors, 100, 10)).toBeGreaterThanOrEqual(least);
      expect(await index.stats()).toMatchObject({ seq: 1100, live: 100 });
    });

    it('passes over changes that it has applied already, in whatever pieces they come again', async () => {
      const changes = additions(50);
      await index.apply(changes.slice(0, 30));
      await index.apply(changes.slice(10, 40));
      await index.apply(changes);
      expect(await index.stats()).toMatchObject({ seq: 50, live: 50 });
      const { hits } = await index.search({ vector: vectorOf(changes[0]), k: 50 });
      expect(new Set(hits.map(({ key }) => key)).size).toBe(50);
    });

    it('takes the removal of a key that it has never seen', async () => {
      await index.apply([remove(5, 3)]);
      expect(await index.stats()).toMatchObject({ seq: 5, live: 0 });
    });

    it.each([
      ['a shorter vector', new Float32Array(DIMENSIONS - 1).fill(1)],
      ['a longer vector', new Float32Array(DIMENSIONS + 1).fill(1)],
      ['NaN', new Float32Array(DIMENSIONS).fill(NaN)],
      ['infinity', new Float32Array(DIMENSIONS).fill(Infinity)],
    ])('refuses %s and goes on', async (_, vector) => {
      await index.apply(additions(3));
      await expect(index.apply([put(4, 9, vector)])).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      await expect(index.search({ vector, k: 1 })).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      expect((await index.search({ vector: clusteredVector(uniforms(5)), k: 10 })).hits).toHaveLength(3);
    });

    it('takes a zero vector, which resembles nothing', async () => {
      await index.apply([...additions(3), put(4, 3, new Float32Array(DIMENSIONS))]);
      const { hits } = await index.search({ vector: clusteredVector(uniforms(5)), k: 4 });
      expect(hits.find(({ key }) => key === 3)?.similarity).toBeCloseTo(0, 6);
    });

    it('compares directions: the length of a vector does not count', async () => {
      const vector = vectorOf(additions(1)[0]);
      await index.apply([
        put(
          1,
          0,
          vector.map((value) => value * 1000),
        ),
      ]);
      const { hits } = await index.search({ vector: vector.map((value) => value / 1000), k: 1 });
      expect(hits[0]!.similarity).toBeCloseTo(1, 5);
    });

    it('gives a key that is put again its new label and metadata, and keeps its vector', async () => {
      const changes = additions(5);
      await index.apply(changes);
      const stats = await index.apply([put(6, 2, vectorOf(changes[4]), { label: 'new' })]);
      expect(stats).toMatchObject({ seq: 6, live: 5, tombstones: 0 });
      expect((await index.search({ vector: vectorOf(changes[2]), k: 1 })).hits).toMatchObject([
        { key: 2, similarity: expect.closeTo(1, 5) },
      ]);
    });

    it('starts again where it has said that it would, with the same answers', async () => {
      const changes = additions(700);
      await index.apply(changes.slice(0, 300));
      await index.maintain();
      await index.apply([...changes.slice(300), remove(701, 7)]);
      const { savedSeq } = await index.maintain();
      const stats = await index.stats();
      const query = clusteredVector(uniforms(3));
      const before = await index.search({ vector: query, k: 20 });
      await index.close();
      const opened = await open();
      index = opened.index;
      expect(opened.refused).toEqual([]);
      expect(opened.stats.seq).toBeGreaterThanOrEqual(savedSeq);
      if (savedSeq > 0) expect(opened.stats).toEqual(stats);
      // What it lacks is replayed.
      await index.apply([...changes, remove(701, 7)]);
      expect(await index.search({ vector: query, k: 20 })).toEqual(before);
      await index.apply([put(702, 700, query)]);
      expect((await index.search({ vector: query, k: 1 })).hits[0]!.key).toBe(700);
    });

    it('is at the next opening where its capabilities say', async () => {
      await index.apply(additions(20));
      await index.close();
      const opened = await open();
      index = opened.index;
      if (indexes.capabilities.durable) expect(opened.stats).toMatchObject({ seq: 20, live: 20 });
      else expect(opened.stats).toMatchObject({ seq: 0, live: 0 });
    });

    it('forgets what is dropped, and nothing else', async () => {
      await index.apply(additions(20));
      await index.maintain();
      await index.close();
      const other = (await open({ collection: 8 })).index;
      await other.apply(additions(5));
      const { savedSeq } = await other.maintain();
      await other.close();
      await indexes.drop(identity);
      index = (await open()).index;
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0 });
      const again = (await open({ collection: 8 })).index;
      expect(await again.stats()).toMatchObject({ seq: savedSeq });
      await again.close();
    });

    it('refuses what was saved with another encoder', async () => {
      await index.apply(additions(20));
      const { savedSeq } = await index.maintain();
      await index.close();
      const opened = await open({ encoderHash: 'another' });
      index = opened.index;
      expect(opened.stats).toMatchObject({ seq: 0, live: 0 });
      if (savedSeq > 0) expect(opened.refused.join()).toMatch(/another encoder/);
    });

    it('refuses what was saved for another store', async () => {
      await index.apply(additions(20));
      const { savedSeq } = await index.maintain();
      await index.close();
      const opened = await open({ storeId: 'other' });
      index = opened.index;
      expect(opened.stats).toMatchObject({ seq: 0, live: 0 });
      if (savedSeq > 0) expect(opened.refused.join()).toMatch(/another item store/);
    });

    it('tells which keys it holds, and the vectors under those that are asked for', async () => {
      const changes = additions(30);
      await index.apply([...changes, remove(31, 4)]);
      const expected = Array.from({ length: 30 }, (_, key) => key).filter((key) => key !== 4);
      expect([...(await index.keys())].sort((a, b) => a - b)).toEqual(expected);
      const { keys, vectors } = await index.vectors(Uint32Array.of(20, 4, 3, 99));
      expect([...keys]).toEqual([20, 3]);
      for (const [n, key] of [20, 3].entries()) {
        const held = vectors.subarray(n * DIMENSIONS, (n + 1) * DIMENSIONS);
        expect(nearest(new Map([[key, held]]), vectorOf(changes[key]), 1)[0]!.similarity).toBeGreaterThan(0.99);
        expect(Math.hypot(...held)).toBeCloseTo(1, 2);
      }
    });

    it('takes in anew what it lacks or holds, and nothing that was removed is found by that', async () => {
      const changes = additions(40);
      await index.apply([...changes.slice(0, 39), remove(41, 5)]);
      const items = changes.map((change) => ({ key: change.key, id: `item-${change.key}`, label: null, metadata: {}, createdAt: '' }));
      const of = (...keys: number[]) => keys.map((key) => ({ ...items[key]!, vector: vectorOf(changes[key]) }));
      await index.repair(of(39, 3, 4));
      for (const key of [39, 3, 4]) expect((await index.search({ vector: vectorOf(changes[key]), k: 1 })).hits[0]?.key).toBe(key);
      const { hits } = await index.search({ vector: vectorOf(changes[0]), k: 100 });
      expect(hits.map(({ key }) => key).sort((a, b) => a - b)).toEqual([...Array(40).keys()].filter((key) => key !== 5));
      expect(await index.stats()).toMatchObject({ live: 39, seq: 41 });
    });

    it('answers searches and takes changes while it is maintained, and saves one moment', async () => {
      const changes = additions(1500);
      await index.apply(changes.slice(0, 1400));
      const maintaining = index.maintain();
      const adding = index.apply(changes.slice(1400));
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => index.search({ vector: vectorOf(changes[i]), k: 3 })));
      expect(answers.every(({ hits }) => hits.length === 3)).toBe(true);
      const [{ savedSeq }] = await Promise.all([maintaining, adding]);
      expect(await index.stats()).toMatchObject({ seq: 1500, live: 1500 });
      await index.close();
      const opened = await open();
      index = opened.index;
      expect(opened.refused).toEqual([]);
      expect(opened.stats.seq).toBeGreaterThanOrEqual(savedSeq);
      expect(opened.stats.live).toBe(opened.stats.seq);
    });

    it('gives back the room of removed vectors in time, while it is searched and changed', async () => {
      const changes = additions(2600);
      await index.apply(changes.slice(0, 2000));
      await index.apply(changes.slice(0, 1500).map(({ key }, i) => remove(2001 + i, key)));
      const maintaining = index.maintain();
      const later = changes.slice(2000).map((change, i) => put(3501 + i, change.key, vectorOf(change)));
      for (let at = 0; at < later.length; at += 50) {
        await index.apply(later.slice(at, at + 50));
        await index.apply([remove(4101 + at / 50, 1500 + at / 50)].filter(() => at + 50 >= later.length));
        expect((await index.search({ vector: vectorOf(later[at]), k: 1 })).hits[0]?.key).toBe(later[at]!.key);
      }
      await maintaining;
      const vectors = asMap([...changes.slice(1500, 2000), ...later]);
      vectors.delete(1511);
      const { live, tombstones, seq } = await index.stats();
      expect({ live, seq }).toEqual({ live: vectors.size, seq: 4112 });
      expect(tombstones).toBeLessThan(1000);
      expect(await recall(vectors, 10, 10)).toBeGreaterThanOrEqual(least);
    });

    it('looks only among items that fit a filter, where its capabilities say so', async () => {
      const uniform = uniforms(9);
      const vectors = Array.from({ length: 300 }, () => clusteredVector(uniform));
      const label = (i: number): string => (i % 3 === 0 ? 'apple' : 'pear');
      await index.apply(vectors.map((vector, i) => put(i + 1, i, vector, { label: label(i), metadata: { n: i } })));
      const filter: Filter = {
        and: [
          { field: 'label', eq: 'apple' },
          { field: 'metadata.n', range: { gte: 30 } },
        ],
      };
      const query = { vector: clusteredVector(uniform), k: 12, filter };
      if (!indexes.capabilities.filters) {
        await expect(index.search(query)).rejects.toMatchObject({ code: 'INTERNAL' });
        return;
      }
      const fitting = new Map(vectors.flatMap((vector, i) => (i % 3 === 0 && i >= 30 ? [[i, vector] as const] : [])));
      expect((await index.search(query)).hits.map(({ key }) => key)).toEqual(nearest(fitting, query.vector, 12).map(({ key }) => key));
      // A patch changes what fits.
      await index.apply([put(301, 33, vectors[33]!, { label: 'pear', metadata: { n: 33 } })]);
      fitting.delete(33);
      expect((await index.search({ ...query, k: 300 })).hits).toHaveLength(fitting.size);
    });

    it('looks only among the keys that it is given, by comparing all of them, where its capabilities lack filters', async () => {
      const changes = additions(1200);
      await index.apply([...changes, remove(1201, 30)]);
      const query = clusteredVector(uniforms(5));
      if (indexes.capabilities.filters) {
        await expect(index.search({ vector: query, k: 1, among: Uint32Array.of(1) })).rejects.toMatchObject({ code: 'INTERNAL' });
        return;
      }
      // Removed keys and keys that never were are passed over.
      for (const step of [1, 3, 30, 400, 1199, 5000]) {
        const among = Uint32Array.from({ length: Math.ceil(6000 / step) }, (_, i) => i * step);
        const vectors = new Map([...asMap(changes)].filter(([key]) => key !== 30 && key % step === 0));
        for (const k of [1, 10, 500]) {
          const { hits, ...how } = await index.search({ vector: query, k, among, exact: true });
          expect(hits.map(({ key }) => key)).toEqual(nearest(vectors, query, k).map(({ key }) => key));
          expect(how).toEqual({ exact: true, plan: 'filtered-exact' });
          const answer = await index.search({ vector: query, k, among });
          expect(answer.hits).toHaveLength(Math.min(k, vectors.size));
          expect(answer.hits.every(({ key }) => vectors.has(key))).toBe(true);
        }
      }
      for (const among of [new Uint32Array(0), Uint32Array.of(30, 4_000_000_000)])
        expect(await index.search({ vector: query, k: 3, among })).toEqual({ hits: [], exact: true, plan: 'filtered-exact' });
    });

    it('compares every vector when it is asked to, and looks at as many candidates as it is asked to', async () => {
      const changes = additions(1500);
      await index.apply(changes);
      const vectors = asMap(changes);
      const uniform = uniforms(6);
      for (let q = 0; q < 10; q++) {
        const query = clusteredVector(uniform);
        const { hits, ...how } = await index.search({ vector: query, k: 25, exact: true });
        expect(hits.map(({ key }) => key)).toEqual(nearest(vectors, query, 25).map(({ key }) => key));
        expect(how).toEqual({ exact: true, plan: 'exact' });
        const more = await index.search({ vector: query, k: 25, ef: 900 });
        if (more.plan === 'hnsw') expect(more.ef).toBeGreaterThanOrEqual(900);
        else expect(more).toMatchObject({ exact: true, plan: 'exact' });
      }
    });

    it('rejects open calls with NOT_READY when it is closed', async () => {
      await index.close();
      await expect(index.search({ vector: clusteredVector(uniforms(1)), k: 1 })).rejects.toMatchObject({ code: 'NOT_READY' });
    });
  });
}
