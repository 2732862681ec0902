import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { restoreLength } from '../src/eval/restore-length.js';
import { fitUnknownReference, UNKNOWN_SCORES, unknownScorer, type UnknownScoreName } from '../src/eval/unknown-score.js';
import { linearLogits } from '../src/heads/linear-classifier.js';
import { normaliseRows } from '../src/math/normalise-rows.js';

type Numbers = readonly number[];

/** Made-up features and what pytorch-ood, scikit-learn and numpy say of them; unknown-scores.py made it. */
const fixture = JSON.parse(readFileSync(new URL('fixtures/unknown-scores.json', import.meta.url), 'utf8')) as {
  features: readonly Numbers[];
  labels: Numbers;
  queries: readonly Numbers[];
  weight: readonly Numbers[];
  bias: Numbers;
  scores: Record<UnknownScoreName, Numbers>;
};
const flat = (rows: readonly Numbers[]): Float32Array => Float32Array.from(rows.flat());
const train = { embeddings: flat(fixture.features), labels: Int32Array.from(fixture.labels) };
const classifier = { weight: flat(fixture.weight), bias: Float32Array.from(fixture.bias) };
const queries = flat(fixture.queries);
const rows = fixture.queries.length;
const logits = linearLogits(classifier, queries, rows);
const reference = fitUnknownReference(train, train, classifier);

const expectScores = (got: Float64Array, name: UnknownScoreName): void => {
  const want = fixture.scores[name];
  expect(got).toHaveLength(want.length);
  // Relative to the spread of the scores: logits, unit rows and the stored factor are float32.
  const spread = Math.max(...want) - Math.min(...want);
  want.forEach((score, row) => {
    expect(Math.abs(got[row]! - score) / spread, `${name} ${row}: got ${got[row]}, want ${score}`).toBeLessThan(2e-5);
  });
};

describe('unknownScorer', () => {
  it.each(UNKNOWN_SCORES)('%s is what the independent implementation gives', (name) => {
    expectScores(unknownScorer(reference, classifier, queries, logits)(name), name);
  });

  it.each(UNKNOWN_SCORES)('%s is the same from unit features and logits, as a served model answers them', (name) => {
    const { unit } = normaliseRows(queries, queries.length / rows);
    const restored = restoreLength(classifier, unit, logits);
    restored.forEach((value, at) => {
      expect(Math.abs(value - queries[at]!)).toBeLessThan(1e-4);
    });
    expectScores(unknownScorer(reference, classifier, restored, logits)(name), name);
  });

  it('gives what an older reference can tell, and refuses the rest by name', () => {
    const { more, ...older } = reference;
    expect(more).toBeDefined();
    const scorer = unknownScorer(older, classifier, queries, logits);
    for (const name of UNKNOWN_SCORES)
      if (['fdbd', 'relativeMahalanobis', 'nnGuide'].includes(name)) expect(() => scorer(name)).toThrow(/lacks what it needs/);
      else expectScores(scorer(name), name);
  });

  it('keeps telling answers apart that are sure to the last bit', () => {
    const sure = Float32Array.of(60, 0, 0, 0, 80, 0, 0, 0);
    const scorer = unknownScorer(reference, classifier, queries.subarray(0, (2 * queries.length) / rows), sure);
    for (const name of ['msp', 'gen'] as const) {
      const [less, more] = scorer(name);
      expect(less).toBeGreaterThan(more!);
    }
  });

  it('refuses rows that do not fit', () => {
    const code = expect.objectContaining({ code: 'BAD_SHAPE' }) as Error;
    expect(() => unknownScorer(reference, classifier, queries.subarray(1), logits)).toThrow(code);
    expect(() => unknownScorer(reference, classifier, queries, logits.subarray(4))).toThrow(code);
    expect(() => restoreLength(classifier, queries, logits.subarray(1))).toThrow(code);
  });

  it('gives every score of a single class, too', () => {
    const width = queries.length / rows;
    const alone = { embeddings: train.embeddings, labels: train.labels.map(() => 0) };
    const single = { weight: new Float32Array(width).fill(0.5), bias: Float32Array.of(1) };
    const scorer = unknownScorer(fitUnknownReference(alone, alone, single), single, queries, linearLogits(single, queries, rows));
    for (const name of UNKNOWN_SCORES) expect([...scorer(name)].every(Number.isFinite), name).toBe(true);
  });

  it('leaves features that no weight sees as they are', () => {
    const blind = { weight: new Float32Array(classifier.weight.length), bias: classifier.bias };
    const { unit } = normaliseRows(queries, queries.length / rows);
    expect(restoreLength(blind, unit, logits)).toEqual(unit);
    const flatLogits = linearLogits(blind, queries, rows);
    expect([...unknownScorer(reference, blind, queries, flatLogits)('fdbd')]).toEqual(new Array(rows).fill(0));
  });
});
