import { beforeEach, describe, expect, it } from 'vitest';
import { bySimilarity } from '../src/adapters/hnsw/exact-rows.js';
import type { IndexHit, VectorIndex, VectorIndexFactory } from '../src/domain/vector-index.js';
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

export interface IndexUnderTest {
  readonly factory: VectorIndexFactory;
  /** An empty folder for one index. */
  readonly folder: string;
}

/** What every VectorIndex must do. @param least recall that its answers must have against the exact ones. */
export function describeVectorIndex(name: string, prepare: () => Promise<IndexUnderTest>, { least }: { least: number }): void {
  describe(`${name} as a VectorIndex`, () => {
    let test: IndexUnderTest;
    let index: VectorIndex;
    const identity = { dimensions: DIMENSIONS, encoderHash: 'abc' };
    const open = async (more: { encoderHash?: string; fresh?: boolean } = {}) =>
      test.factory.open(
        test.folder,
        { ...identity, encoderHash: more.encoderHash ?? 'abc' },
        { fresh: more.fresh ?? false, onLost: () => undefined },
      );
    beforeEach(async () => {
      test = await prepare();
      index = (await open()).index;
      return () => index.close();
    });

    const additions = (count: number, seed = 1): Change[] => {
      const uniform = uniforms(seed);
      return Array.from({ length: count }, (_, i) => ({ seq: i + 1, key: i, vector: clusteredVector(uniform) }));
    };
    const asMap = (changes: readonly Change[]): Map<number, Float32Array> => new Map(changes.map(({ key, vector }) => [key, vector!]));
    const recall = async (vectors: ReadonlyMap<number, Float32Array>, k: number, queries = 30): Promise<number> => {
      const uniform = uniforms(77);
      let found = 0;
      for (let q = 0; q < queries; q++) {
        const query = clusteredVector(uniform);
        const expected = nearest(vectors, query, k);
        const { hits } = await index.search(query, k);
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
      expect(await index.search(clusteredVector(uniforms(1)), 5)).toEqual({ hits: [], exact: true });
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0, tombstones: 0 });
    });

    it('finds the nearest vectors, best first, and every vector as its own nearest', async () => {
      const changes = additions(2500);
      await index.apply(changes);
      const vectors = asMap(changes);
      expect(await recall(vectors, 10)).toBeGreaterThanOrEqual(least);
      let own = 0;
      for (let key = 0; key < 2500; key += 50) if ((await index.search(vectors.get(key)!, 1)).hits[0]?.key === key) own++;
      expect(own / 50).toBeGreaterThanOrEqual(least);
    });

    it('answers with as many as there are when k is larger', async () => {
      const changes = additions(40);
      await index.apply(changes);
      const { hits } = await index.search(changes[0]!.vector!, 1000);
      expect(hits.map(({ key }) => key).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    });

    it('never gives back what was removed, and still fills k', async () => {
      const changes = additions(600);
      await index.apply(changes);
      const removed = new Set(Array.from({ length: 500 }, (_, i) => i));
      await index.apply([...removed].map((key, i) => ({ seq: 601 + i, key, vector: null })));
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
      const { hits } = await index.search(changes[0]!.vector!, 50);
      expect(new Set(hits.map(({ key }) => key)).size).toBe(50);
    });

    it('takes the removal of a key that it has never seen', async () => {
      await index.apply([{ seq: 5, key: 3, vector: null }]);
      expect(await index.stats()).toMatchObject({ seq: 5, live: 0 });
    });

    it.each([
      ['a shorter vector', new Float32Array(DIMENSIONS - 1).fill(1)],
      ['a longer vector', new Float32Array(DIMENSIONS + 1).fill(1)],
      ['NaN', new Float32Array(DIMENSIONS).fill(NaN)],
      ['infinity', new Float32Array(DIMENSIONS).fill(Infinity)],
    ])('refuses %s and goes on', async (_, vector) => {
      await index.apply(additions(3));
      await expect(index.apply([{ seq: 4, key: 9, vector }])).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      await expect(index.search(vector, 1)).rejects.toMatchObject({ code: 'BAD_VECTOR' });
      expect((await index.search(clusteredVector(uniforms(5)), 10)).hits).toHaveLength(3);
    });

    it('takes a zero vector, which resembles nothing', async () => {
      await index.apply([...additions(3), { seq: 4, key: 3, vector: new Float32Array(DIMENSIONS) }]);
      const { hits } = await index.search(clusteredVector(uniforms(5)), 4);
      expect(hits.find(({ key }) => key === 3)?.similarity).toBeCloseTo(0, 6);
    });

    it('compares directions: the length of a vector does not count', async () => {
      const [change] = additions(1);
      await index.apply([{ ...change!, vector: change!.vector!.map((value) => value * 1000) }]);
      const { hits } = await index.search(
        change!.vector!.map((value) => value / 1000),
        1,
      );
      expect(hits[0]!.similarity).toBeCloseTo(1, 5);
    });

    it('starts again from its snapshot with the same answers, and from its newest one', async () => {
      const changes = additions(700);
      await index.apply(changes.slice(0, 300));
      await index.snapshot();
      await index.apply([...changes.slice(300), { seq: 701, key: 7, vector: null }]);
      await index.snapshot();
      const stats = await index.stats();
      const query = clusteredVector(uniforms(3));
      const before = await index.search(query, 20);
      await index.close();
      const opened = await open();
      index = opened.index;
      expect(opened).toMatchObject({ stats, refused: [] });
      expect(await index.search(query, 20)).toEqual(before);
      await index.apply([{ seq: 702, key: 700, vector: query }]);
      expect((await index.search(query, 1)).hits[0]!.key).toBe(700);
    });

    it('forgets what was not saved, and starts empty when asked to', async () => {
      await index.apply(additions(20));
      await index.close();
      index = (await open()).index;
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0 });
      await index.apply(additions(20));
      await index.snapshot();
      await index.close();
      index = (await open({ fresh: true })).index;
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0 });
      await index.close();
      index = (await open()).index;
      expect(await index.stats()).toMatchObject({ seq: 0, live: 0 });
    });

    it('refuses a snapshot of another encoder', async () => {
      await index.apply(additions(20));
      await index.snapshot();
      await index.close();
      const opened = await open({ encoderHash: 'another' });
      index = opened.index;
      expect(opened.stats).toMatchObject({ seq: 0, live: 0 });
      expect(opened.refused.join()).toMatch(/another encoder/);
    });

    it('answers searches while a snapshot is written and changes wait for it', async () => {
      const changes = additions(1500);
      await index.apply(changes.slice(0, 1400));
      const saving = index.snapshot();
      const adding = index.apply(changes.slice(1400));
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => index.search(changes[i]!.vector!, 3)));
      expect(answers.every(({ hits }) => hits.length === 3)).toBe(true);
      await Promise.all([saving, adding]);
      await index.close();
      const opened = await open();
      index = opened.index;
      expect(opened.refused).toEqual([]);
      expect(opened.stats).toMatchObject({ seq: 1400, live: 1400 });
    });

    it('rejects open calls with NOT_READY when it is closed', async () => {
      await index.close();
      await expect(index.search(clusteredVector(uniforms(1)), 1)).rejects.toMatchObject({ code: 'NOT_READY' });
    });
  });
}
