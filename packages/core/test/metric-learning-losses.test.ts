import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from './gradient-check.js';
import type { Engine } from '../src/engine/engine.js';
import { createNativeEngine } from '../src/engine/native/native-engine.js';
import { createContrastiveLoss, type ContrastiveLossOptions } from '../src/losses/contrastive-loss.js';
import { softmaxCrossEntropy, type CrossEntropyOptions } from '../src/losses/softmax-cross-entropy.js';

interface Fixture {
  readonly rows: readonly number[];
  readonly columns: number;
  readonly labels: readonly number[];
  readonly images: readonly number[];
  readonly soft: readonly number[];
  readonly classWeights: readonly number[];
  readonly cases: Readonly<Record<string, { readonly loss: number; readonly gradient: readonly number[] }>>;
}
const fixture = JSON.parse(readFileSync(new URL('fixtures/metric-learning-losses.json', import.meta.url), 'utf8')) as Fixture;
const want = (name: string) => {
  const found = fixture.cases[name];
  if (!found) throw new Error(`the fixture has no case ${name}`);
  return found;
};

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

describe('values and gradients of pytorch-metric-learning and TensorFlow', () => {
  const halves = fixture.labels.map((_, i) => i % 2);
  const cases: [name: string, options: ContrastiveLossOptions, labels?: readonly number[]][] = [
    ['supcon temperature 0.1', { kind: 'supcon' }],
    ['supcon temperature 0.5', { kind: 'supcon', temperature: 0.5 }],
    ['supcon one-positive', { kind: 'supcon', temperature: 0.5, denominator: 'one-positive' }, halves],
    ['nt-xent temperature 0.5', { kind: 'nt-xent' }],
    ['nt-xent temperature 0.07', { kind: 'nt-xent', temperature: 0.07 }],
    ['triplet hard', { kind: 'triplet', mining: 'hard' }],
    ['triplet hard soft', { kind: 'triplet', mining: 'hard', margin: 'soft' }],
    ['triplet semi-hard', { kind: 'triplet' }],
    ['n-pairs', { kind: 'n-pairs' }],
    ['n-pairs raw', { kind: 'n-pairs', normalise: false }],
    ['multi-similarity', { kind: 'multi-similarity' }],
    ['multi-similarity mined', { kind: 'multi-similarity', beta: 40, base: 0.4, epsilon: 0.1 }],
    ['max-margin euclidean', { kind: 'max-margin' }],
    ['max-margin euclidean sum', { kind: 'max-margin', reduction: 'sum' }],
    ['max-margin cosine', { kind: 'max-margin', distance: 'cosine', margin: 0.8 }],
  ];
  it.each(cases)('%s', async (...[name, options, labels = fixture.labels]: (typeof cases)[number]) => {
    const { loss, gradient } = want(name);
    const projections = engine.upload(Float32Array.from(fixture.rows), [fixture.labels.length, fixture.columns]);
    const got = await createContrastiveLoss(options).compute(engine, projections, {
      labels: Int32Array.from(labels),
      images: Int32Array.from(fixture.images),
    });
    expect(Math.abs(got.loss / loss - 1)).toBeLessThan(1e-5);
    expect(relativeError((await engine.download(got.gradient)) as Float32Array, gradient)).toBeLessThan(2e-5);
    engine.free(projections, got.gradient);
  });
});

describe("values and gradients of PyTorch's cross-entropy", () => {
  const labels = Int32Array.from(fixture.labels, (label) => label % fixture.columns);
  const soft = Float32Array.from(fixture.soft);
  const cases: [name: string, targets: Int32Array | Float32Array, options: CrossEntropyOptions][] = [
    ['cross-entropy smoothed', labels, { labelSmoothing: 0.1 }],
    ['cross-entropy weighted', labels, { classWeights: fixture.classWeights }],
    ['cross-entropy soft', soft, {}],
    ['cross-entropy soft smoothed', soft, { labelSmoothing: 0.2 }],
  ];
  it.each(cases)('%s', async (name, targets, options) => {
    const { loss, gradient } = want(name);
    const logits = engine.upload(Float32Array.from(fixture.rows), [fixture.labels.length, fixture.columns]);
    const got = await softmaxCrossEntropy(engine, logits, targets, options);
    expect(Math.abs(got.loss / loss - 1)).toBeLessThan(1e-6);
    expect(relativeError((await engine.download(got.gradient)) as Float32Array, gradient)).toBeLessThan(1e-6);
    engine.free(logits, got.gradient);
  });
});
