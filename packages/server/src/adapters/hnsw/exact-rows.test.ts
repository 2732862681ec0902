import { describe, expect, it } from 'vitest';
import { nearest } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { ExactRows } from './exact-rows.js';
import { unitVector } from '../../domain/unit-vector.js';

/** Rows with the vectors that they were made from. */
function modelled(dimensions: number, segmentRows?: number) {
  const model = new Map<number, Float32Array>();
  const rows = new ExactRows(dimensions, (key) => model.get(key)!, segmentRows);
  return { rows, model };
}
function randomVector(uniform: () => number, dimensions: number): Float32Array {
  return unitVector(
    Float32Array.from({ length: dimensions }, () => uniform() - 0.5),
    dimensions,
  );
}

describe('ExactRows', () => {
  it.each([
    [5, undefined],
    [5, 7],
    [33, 100],
    [96, undefined],
  ])('equals a slow search after any adding and removing (%s dimensions, %s rows a memory)', (dimensions, segmentRows) => {
    const uniform = uniforms(3);
    const { rows, model } = modelled(dimensions, segmentRows);
    for (let step = 0; step < 2000; step++) {
      const key = Math.floor(uniform() * 4e9);
      if (uniform() < 0.6 || model.size === 0) {
        model.set(key, randomVector(uniform, dimensions));
        rows.add(key, model.get(key)!);
      } else {
        const victim = [...model.keys()][Math.floor(uniform() * model.size)]!;
        rows.remove(victim);
        rows.remove(victim);
        model.delete(victim);
      }
      if (step % 50 !== 0) continue;
      const query = randomVector(uniform, dimensions);
      expect(rows.size).toBe(model.size);
      for (const k of [1, 7, 1000]) {
        const hits = rows.search(query, k);
        const expected = nearest(model, query, k);
        expect(hits.map(({ key: found }) => found)).toEqual(expected.map(({ key: found }) => found));
        hits.forEach(({ similarity }, i) => expect(similarity).toBeCloseTo(expected[i]!.similarity, 6));
      }
      const some = [...model.keys()].filter(() => uniform() < 0.3);
      const among = Uint32Array.from([...some, 4_100_000_000]).sort();
      const expected = nearest(new Map(some.map((each) => [each, model.get(each)!])), query, 9);
      expect(rows.search(query, 9, among).map(({ key: found }) => found)).toEqual(expected.map(({ key: found }) => found));
      expect(rows.countOf(among)).toBe(some.length);
    }
  });

  it('tells vectors apart that lie closer than its rows can, among thousands', () => {
    const dimensions = 48;
    const { rows, model } = modelled(dimensions);
    const uniform = uniforms(5);
    const base = randomVector(uniform, dimensions);
    for (let key = 0; key < 9000; key++) {
      const noise = key < 40 ? 4e-3 : 0.05;
      model.set(
        key,
        unitVector(
          base.map((value) => value + noise * (uniform() - 0.5)),
          dimensions,
        ),
      );
      rows.add(key, model.get(key)!);
    }
    for (const key of [0, 17, 39, 5000]) {
      const found = rows.search(model.get(key)!, 12).map((hit) => hit.key);
      expect(found).toEqual(nearest(model, model.get(key)!, 12).map((hit) => hit.key));
    }
  });

  it('orders equal similarities by key', () => {
    const { rows, model } = modelled(2);
    for (const key of [9, 2, 5]) {
      model.set(key, Float32Array.of(1, 0));
      rows.add(key, model.get(key)!);
    }
    expect(rows.search(Float32Array.of(1, 0), 3).map(({ key }) => key)).toEqual([2, 5, 9]);
    expect(rows.search(Float32Array.of(1, 0), 2, Uint32Array.of(5, 9)).map(({ key }) => key)).toEqual([5, 9]);
  });
});
