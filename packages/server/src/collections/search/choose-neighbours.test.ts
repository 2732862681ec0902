import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredItem } from '../../domain/item-store.js';
import { groupCounter, takeDiverse, takeInOrder, type Candidate } from './choose-neighbours.js';

const candidate = (key: number, similarity: number, metadata: StoredItem['metadata'] = {}): Candidate => ({
  item: { id: `i${key}`, key, label: null, metadata } as unknown as StoredItem,
  similarity,
});
const idsOf = (candidates: readonly Candidate[]): string[] => candidates.map(({ item }) => item.id);
const everybody = groupCounter(undefined);

it('takes as many of a group as it has room for; what lacks the field is one group', () => {
  const candidates = [
    candidate(0, 0.9, { by: 'ada' }),
    candidate(1, 0.8, { by: 'ada' }),
    candidate(2, 0.7),
    candidate(3, 0.6, { by: ['ada', 'bob'] }),
    candidate(4, 0.5, { by: 'bob' }),
    candidate(5, 0.4),
    candidate(6, 0.3, { by: null }),
  ];
  const taken = (size: number, k: number) => idsOf(takeInOrder(candidates, k, groupCounter({ field: 'metadata.by', size })));
  expect(taken(1, 10)).toEqual(['i0', 'i2', 'i4', 'i6']);
  expect(taken(2, 10)).toEqual(['i0', 'i1', 'i2', 'i4', 'i5', 'i6']);
  expect(taken(2, 3)).toEqual(['i0', 'i1', 'i2']);
  expect(idsOf(takeInOrder(candidates, 3, everybody))).toEqual(['i0', 'i1', 'i2']);
});

describe('maximal marginal relevance', () => {
  /** As it is written down in the paper, computed anew at each step. */
  const plain = (candidates: readonly Candidate[], k: number, lambda: number, vectors: ReadonlyMap<number, Float32Array>): string[] => {
    const chosen: Candidate[] = [];
    const similarity = (a: Candidate, b: Candidate): number =>
      vectors.get(a.item.key)!.reduce((sum, value, i) => sum + value * vectors.get(b.item.key)![i]!, 0);
    while (chosen.length < Math.min(k, candidates.length)) {
      const worths = candidates.map((each) =>
        chosen.includes(each)
          ? -Infinity
          : lambda * each.similarity -
            (chosen.length === 0 ? 0 : (1 - lambda) * Math.max(...chosen.map((other) => similarity(each, other)))),
      );
      chosen.push(candidates[worths.indexOf(Math.max(...worths))]!);
    }
    return idsOf(chosen);
  };

  it('chooses what the formula says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 628 }), fc.integer({ min: -1000, max: 1000 })), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 0, max: 4 }).map((quarters) => quarters / 4),
        (drawn, k, lambda) => {
          const candidates = drawn.map(([, thousandths], key) => candidate(key, thousandths / 1000));
          const vectors = new Map(drawn.map(([angle], key) => [key, Float32Array.of(Math.cos(angle / 100), Math.sin(angle / 100))]));
          expect(idsOf(takeDiverse(candidates, k, { lambda, vectors, groups: everybody }))).toEqual(plain(candidates, k, lambda, vectors));
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it('passes copies over, and keeps to groups', () => {
    const vectors = new Map([
      [0, Float32Array.of(1, 0)],
      [1, Float32Array.of(1, 0)],
      [2, Float32Array.of(0, 1)],
    ]);
    const candidates = [candidate(0, 0.9, { g: 1 }), candidate(1, 0.89, { g: 2 }), candidate(2, 0.5, { g: 1 }), candidate(3, 1)];
    expect(idsOf(takeDiverse(candidates, 2, { lambda: 0.5, vectors, groups: everybody }))).toEqual(['i0', 'i2']);
    expect(idsOf(takeDiverse(candidates, 2, { lambda: 1, vectors, groups: everybody }))).toEqual(['i0', 'i1']);
    const groups = groupCounter({ field: 'metadata.g', size: 1 });
    expect(idsOf(takeDiverse(candidates, 3, { lambda: 0.5, vectors, groups }))).toEqual(['i0', 'i1']);
  });
});
