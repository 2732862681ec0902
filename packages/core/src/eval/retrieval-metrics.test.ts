import { describe, expect, it } from 'vitest';
import { retrievalMetrics } from './retrieval-metrics.js';

const angles = (...degrees: readonly number[]): Float32Array =>
  Float32Array.from(degrees.flatMap((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)]));

describe('retrievalMetrics', () => {
  it('leaves lone items out of the means and counts them', () => {
    const metrics = retrievalMetrics({ embeddings: angles(0, 5, 90), labels: Int32Array.of(0, 0, 1) });
    expect(metrics).toEqual({ queries: 3, loneQueries: 1, precisionAt1: 1, rPrecision: 1, mapAtR: 1, recallAtK: { 1: 1, 5: 1, 10: 1 } });
  });

  it('has nothing to say where every item is alone, and finds all in one class', () => {
    const alone = retrievalMetrics({ embeddings: angles(0, 5, 90), labels: Int32Array.of(0, 1, 2) }, { ks: [1] });
    expect(alone).toEqual({ queries: 3, loneQueries: 3, precisionAt1: null, rPrecision: null, mapAtR: null, recallAtK: { 1: null } });
    const one = retrievalMetrics({ embeddings: angles(0, 5, 90), labels: Int32Array.of(2, 2, 2) }, { ks: [1, 99] });
    expect(one).toMatchObject({ precisionAt1: 1, rPrecision: 1, mapAtR: 1, recallAtK: { 1: 1, 99: 1 } });
  });

  it('treats exact copies by position, and lengths as nothing', () => {
    const embeddings = angles(0, 0, 0, 0).map((value, at) => value * (1 + at));
    // From row 0 the order is 1, 2, 3; from row 3 it is 0, 1, 2.
    const metrics = retrievalMetrics({ embeddings, labels: Int32Array.of(0, 1, 1, 0) }, { ks: [1, 3] });
    expect(metrics).toMatchObject({ precisionAt1: 0.25, recallAtK: { 1: 0.25, 3: 1 } });
  });

  it('searches a gallery that does not know a query', () => {
    const gallery = { embeddings: angles(0, 10, 20), labels: Int32Array.of(0, 0, 1) };
    const metrics = retrievalMetrics({ embeddings: angles(1, 19), labels: Int32Array.of(0, 5) }, { gallery });
    expect(metrics).toMatchObject({ queries: 2, loneQueries: 1, precisionAt1: 1, rPrecision: 1 });
  });

  it('refuses what does not fit', () => {
    const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
    const data = { embeddings: angles(0, 1), labels: Int32Array.of(0, 1) };
    expect(() => retrievalMetrics(data, { ks: [0] })).toThrow(code);
    expect(() => retrievalMetrics({ ...data, labels: Int32Array.of(0, 1, 1) })).toThrow(code);
    expect(() => retrievalMetrics({ embeddings: new Float32Array(3), labels: Int32Array.of(0) }, { gallery: data })).toThrow(code);
  });
});
