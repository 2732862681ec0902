import { describe, expect, it } from 'vitest';
import { nearest } from '../../../test/vector-index-conformance.js';
import { uniforms } from '../../../test/tiny-artifact.js';
import { ExactRows } from './exact-rows.js';
import { unitVector } from '../../domain/unit-vector.js';

describe('ExactRows', () => {
  it('equals a slow search after any adding and removing', () => {
    const uniform = uniforms(3);
    const rows = new ExactRows(5, 2);
    const model = new Map<number, Float32Array>();
    const vector = (): Float32Array =>
      unitVector(
        Float32Array.from({ length: 5 }, () => uniform() - 0.5),
        5,
      );
    for (let step = 0; step < 2000; step++) {
      const key = Math.floor(uniform() * 4e9);
      if (uniform() < 0.6 || model.size === 0) {
        model.set(key, vector());
        rows.add(key, model.get(key)!);
      } else {
        const victim = [...model.keys()][Math.floor(uniform() * model.size)]!;
        model.delete(victim);
        rows.remove(victim);
        rows.remove(victim);
      }
      if (step % 50 !== 0) continue;
      const query = vector();
      expect(rows.size).toBe(model.size);
      const hits = rows.search(query, 7);
      const expected = nearest(model, query, 7);
      expect(hits.map(({ key: found }) => found)).toEqual(expected.map(({ key: found }) => found));
      hits.forEach(({ similarity }, i) => expect(similarity).toBeCloseTo(expected[i]!.similarity, 5));
    }
  });

  it('orders equal similarities by key', () => {
    const rows = new ExactRows(2);
    for (const key of [9, 2, 5]) rows.add(key, Float32Array.of(1, 0));
    expect(rows.search(Float32Array.of(1, 0), 3).map(({ key }) => key)).toEqual([2, 5, 9]);
  });
});
