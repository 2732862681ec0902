import { describe, expect, it } from 'vitest';
import { dot, normals } from '../../test/gradient-check.js';
import { knnAccuracy, knnClassify, knnProbabilities } from './knn.js';

const angles = (...degrees: readonly number[]): Float32Array =>
  Float32Array.from(degrees.flatMap((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]));

describe('knnClassify', () => {
  it('takes the majority of the k nearest by angle, whatever the lengths', () => {
    const gallery = { embeddings: angles(0, 10, 20, 100, 110).map((value, at) => value * (1 + at)), labels: Int32Array.of(0, 1, 1, 2, 2) };
    const queries = angles(1, 105).map((value) => value * 9);
    expect([...knnClassify(gallery, queries, 1)]).toEqual([0, 2]);
    expect([...knnClassify(gallery, queries, 3)]).toEqual([1, 2]);
  });

  it('settles equal votes by the sum of similarities', () => {
    const gallery = { embeddings: angles(0, 12, 10, 30), labels: Int32Array.of(5, 5, 4, 4) };
    // From 8 degrees: label 5 lies at 8 and 4, label 4 at 2 and 22.
    expect([...knnClassify(gallery, angles(8), 4)]).toEqual([5]);
    expect([...knnClassify(gallery, angles(14), 4)]).toEqual([5]);
    expect([...knnClassify(gallery, angles(22), 4)]).toEqual([4]);
  });

  it('prefers the earlier of items equally near, and lets a small gallery vote whole', () => {
    const gallery = { embeddings: angles(10, -10), labels: Int32Array.of(7, 3) };
    expect([...knnClassify(gallery, angles(0), 1)]).toEqual([7]);
    expect([...knnClassify(gallery, angles(1), 50)]).toEqual([7]);
  });

  it('agrees with a full sort', () => {
    const [n, m, width] = [60, 20, 6];
    const gallery = { embeddings: normals(1, n * width), labels: Int32Array.from({ length: n }, (_, i) => (i * 7) % 4) };
    const queries = normals(2, m * width);
    for (const k of [1, 5, 11]) {
      const want = Array.from({ length: m }, (_, q) => {
        const query = queries.subarray(q * width, (q + 1) * width);
        const ranked = Array.from({ length: n }, (_, i) => {
          const row = gallery.embeddings.subarray(i * width, (i + 1) * width);
          return { label: gallery.labels[i]!, similarity: dot(query, row) / Math.sqrt(dot(query, query) * dot(row, row)) };
        })
          .toSorted((a, b) => b.similarity - a.similarity)
          .slice(0, k);
        const score = (label: number): number => ranked.filter((r) => r.label === label).reduce((s, r) => s + 1000 + r.similarity, 0);
        return [0, 1, 2, 3].toSorted((a, b) => score(b) - score(a))[0];
      });
      expect([...knnClassify(gallery, queries, k)]).toEqual(want);
    }
  });

  it('refuses what does not fit', () => {
    const gallery = { embeddings: angles(0, 10), labels: Int32Array.of(0, 1) };
    const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
    expect(() => knnClassify(gallery, angles(0), 0)).toThrow(code);
    expect(() => knnClassify(gallery, new Float32Array(3), 1)).toThrow(code);
    expect(() => knnClassify({ embeddings: new Float32Array(0), labels: new Int32Array(0) }, angles(0), 1)).toThrow(code);
    expect(() => knnClassify({ embeddings: angles(0, 10), labels: Int32Array.of(0, 1, 2) }, angles(0), 1)).toThrow(code);
  });
});

it('knnAccuracy is the share of queries answered with their own label', () => {
  const gallery = { embeddings: angles(0, 90), labels: Int32Array.of(0, 1) };
  const queries = { embeddings: angles(5, 80, 85, 100), labels: Int32Array.of(0, 1, 0, 1) };
  expect(knnAccuracy(gallery, queries, 1)).toBe(0.75);
});

describe('knnProbabilities', () => {
  const gallery = { embeddings: angles(0, 10, 90), labels: Int32Array.of(0, 0, 2) };

  it('weighs votes by similarity and temperature; k beyond the gallery takes all', () => {
    const [near, other, far] = [1, Math.cos(Math.PI / 18), 0].map((similarity) => Math.exp(similarity / 0.5)) as [number, number, number];
    const sum = near + other + far;
    const got = knnProbabilities(gallery, angles(0), 3, { k: 99, temperature: 0.5 });
    [(near + other) / sum, 0, far / sum].forEach((want, c) => {
      expect(got[c]).toBeCloseTo(want, 6);
    });
    expect([...knnProbabilities(gallery, angles(0), 3, { temperature: 1e-4 })]).toEqual([1, 0, 0]);
  });

  it('leaves a row out when it is asked about itself', () => {
    expect([...knnProbabilities(gallery, undefined, 3, { k: 1 })]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
    expect([...knnProbabilities({ embeddings: angles(0), labels: Int32Array.of(1) }, undefined, 2)]).toEqual([0, 0]);
  });

  it('refuses a temperature of 0 and labels outside the classes', () => {
    expect(() => knnProbabilities(gallery, angles(0), 3, { temperature: 0 })).toThrow(
      expect.objectContaining({ code: 'BAD_TEMPERATURE' }) as Error,
    );
    expect(() => knnProbabilities(gallery, angles(0), 2)).toThrow(expect.objectContaining({ code: 'BAD_LABELS' }) as Error);
  });
});
