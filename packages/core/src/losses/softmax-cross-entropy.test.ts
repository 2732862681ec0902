import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, relativeError } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { softmaxCrossEntropy, type CrossEntropyOptions } from './softmax-cross-entropy.js';

describe('softmaxCrossEntropy', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createTfjsEngine('wasm');
  });
  afterAll(() => {
    engine.dispose();
  });

  const run = async (
    logits: Float32Array,
    classes: number,
    labels: readonly number[] | Float32Array,
    options: CrossEntropyOptions = {},
  ) => {
    const before = engine.liveHandles();
    const handle = engine.upload(logits, [logits.length / classes, classes]);
    const targets = labels instanceof Float32Array ? labels : Int32Array.from(labels);
    const { loss, gradient, correct } = await softmaxCrossEntropy(engine, handle, targets, options);
    const values = Float32Array.from(await engine.download(gradient));
    engine.free(handle, gradient);
    expect(engine.liveHandles()).toBe(before);
    return { loss, gradient: values, correct };
  };

  it('gives hand values: two equal logits cost ln 2, a certain hit nothing, a certain miss its margin', async () => {
    expect((await run(Float32Array.of(0, 0), 2, [1])).loss).toBeCloseTo(Math.log(2), 6);
    expect(await run(Float32Array.of(1000, 0, 0, 1000), 2, [0, 1])).toMatchObject({ loss: 0, correct: 2 });
    expect(await run(Float32Array.of(1000, 0), 2, [1])).toMatchObject({ loss: 1000, correct: 0 });
  });

  it('agrees with the definition in float64 loops, loss, gradient and hits', async () => {
    const logits = normals(1, 9 * 4).map((value) => value * 4);
    const labels = [0, 1, 2, 3, 0, 1, 2, 3, 3];
    let loss = 0;
    const want: number[] = [];
    let correct = 0;
    labels.forEach((label, row) => {
      const own = [...logits.subarray(row * 4, row * 4 + 4)];
      const sum = own.reduce((total, value) => total + Math.exp(value), 0);
      loss -= Math.log(Math.exp(own[label]!) / sum) / labels.length;
      own.forEach((value, c) => want.push((Math.exp(value) / sum - (c === label ? 1 : 0)) / labels.length));
      if (own.indexOf(Math.max(...own)) === label) correct++;
    });
    const got = await run(logits, 4, labels);
    expect(got.loss).toBeCloseTo(loss, 6);
    expect(got.correct).toBe(correct);
    expect(relativeError(got.gradient, want)).toBeLessThan(1e-6);
  });

  it('agrees with finite differences', async () => {
    const logits = normals(2, 6 * 5);
    const labels = [4, 3, 2, 1, 0, 4];
    const { gradient } = await run(logits, 5, labels);
    const direction = normals(3, logits.length);
    const numeric = await directionalDerivative(logits, direction, 1e-2, async (moved) => (await run(moved, 5, labels)).loss);
    expect(Math.abs(dot(gradient, direction) - numeric)).toBeLessThan(1e-3);
  });

  const oneHot = (labels: readonly number[], classes: number): Float32Array =>
    Float32Array.from(labels.flatMap((label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0))));

  it('takes certain distributions as the labels they are', async () => {
    const logits = normals(5, 6 * 4);
    const labels = [3, 1, 0, 2, 2, 1];
    const hard = await run(logits, 4, labels);
    const soft = await run(logits, 4, oneHot(labels, 4));
    expect(soft.loss).toBeCloseTo(hard.loss, 6);
    expect(soft.correct).toBe(hard.correct);
    expect(relativeError(soft.gradient, hard.gradient)).toBeLessThan(1e-6);
  });

  it('mixes two labels linearly, as mixup wants it', async () => {
    const logits = normals(6, 4 * 3);
    const [a, b] = [
      [0, 1, 2, 0],
      [1, 1, 0, 2],
    ] as const;
    const mixed = oneHot(a, 3).map((value, at) => 0.7 * value + 0.3 * oneHot(b, 3)[at]!);
    const want = 0.7 * (await run(logits, 3, a)).loss + 0.3 * (await run(logits, 3, b)).loss;
    expect((await run(logits, 3, mixed)).loss).toBeCloseTo(want, 6);
  });

  it.each([{ labelSmoothing: 0.1 }, { classWeights: [1, 0, 3, 0.5, 2] }, { labelSmoothing: 0.3, classWeights: [1, 2, 3, 4, 5] }])(
    'agrees with finite differences under %o, hard and soft',
    async (options) => {
      const logits = normals(7, 6 * 5);
      const labels = [4, 3, 2, 1, 0, 4];
      const soft = oneHot(labels, 5).map((value) => 0.8 * value + 0.04);
      for (const targets of [labels, soft]) {
        const { gradient } = await run(logits, 5, targets, options);
        const direction = normals(8, logits.length);
        const numeric = await directionalDerivative(logits, direction, 1e-2, async (at) => (await run(at, 5, targets, options)).loss);
        expect(Math.abs(dot(gradient, direction) - numeric)).toBeLessThan(1e-3);
      }
    },
  );

  it('weighs rows by class: the mean of class means where weights undo the counts', async () => {
    const logits = normals(9, 6 * 2);
    const labels = [0, 0, 0, 0, 1, 1];
    const only = async (label: number): Promise<number> =>
      (await run(logits, 2, labels, { classWeights: [0, 1].map((c) => (c === label ? 1 : 0)) })).loss;
    const balanced = (await run(logits, 2, labels, { classWeights: [1 / 4, 1 / 2] })).loss;
    expect(balanced).toBeCloseTo(((await only(0)) + (await only(1))) / 2, 6);
  });

  it('refuses smoothing outside [0, 1), weights that do not fit, and targets that are no distributions', async () => {
    const logits = normals(10, 6);
    const coded = (code: string): Error => expect.objectContaining({ code }) as Error;
    for (const labelSmoothing of [-0.1, 1, Number.NaN])
      await expect(run(logits, 3, [0, 1], { labelSmoothing })).rejects.toThrow(coded('BAD_LOSS'));
    for (const classWeights of [
      [1, 1],
      [1, 1, -1],
    ])
      await expect(run(logits, 3, [0, 1], { classWeights })).rejects.toThrow(coded('BAD_LOSS'));
    for (const targets of [Float32Array.of(1, 0, 0), Float32Array.of(1, 0, 0, 0.5, 0.4, 0), Float32Array.of(1, 0, 0, 1.5, -0.5, 0)])
      await expect(run(logits, 3, targets)).rejects.toThrow(coded('BAD_LABELS'));
  });

  it('refuses labels outside the classes and counts that differ', async () => {
    const logits = engine.upload(normals(4, 6), [2, 3]);
    const code = expect.objectContaining({ code: 'BAD_LABELS' }) as Error;
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0, 3))).rejects.toThrow(code);
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0, -1))).rejects.toThrow(code);
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0))).rejects.toThrow(code);
    engine.free(logits);
  });
});
