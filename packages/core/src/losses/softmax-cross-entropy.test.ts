import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, relativeError } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

describe('softmaxCrossEntropy', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createTfjsEngine('wasm');
  });
  afterAll(() => {
    engine.dispose();
  });

  const run = async (logits: Float32Array, classes: number, labels: readonly number[]) => {
    const before = engine.liveHandles();
    const handle = engine.upload(logits, [logits.length / classes, classes]);
    const { loss, gradient, correct } = await softmaxCrossEntropy(engine, handle, Int32Array.from(labels));
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

  it('refuses labels outside the classes and counts that differ', async () => {
    const logits = engine.upload(normals(4, 6), [2, 3]);
    const code = expect.objectContaining({ code: 'BAD_LABELS' }) as Error;
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0, 3))).rejects.toThrow(code);
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0, -1))).rejects.toThrow(code);
    await expect(softmaxCrossEntropy(engine, logits, Int32Array.of(0))).rejects.toThrow(code);
    engine.free(logits);
  });
});
