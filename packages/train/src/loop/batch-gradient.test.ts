import { expect, it } from 'vitest';
import { createEncoder, createNativeEngine, createRng, planEncoder } from '@supcon/core';
import { stage1Schema } from '../recipe/stage1-schema.js';
import { createBatchGradient } from './batch-gradient.js';
import { createContrastiveTerm } from './contrastive-term.js';
import { createCrossEntropyTerm } from './cross-entropy-term.js';

it('gives the same losses and gradients in chunks as at once, where both see the same batch statistics; with activations computed again, to the bit', async () => {
  const engine = await createNativeEngine();
  const stage1 = stage1Schema.parse({
    loss: 'supcon+cross-entropy',
    epochs: 1,
    batchSize: 12,
    learningRate: 0.1,
    crossEntropyWeight: 0.5,
    head: { hidden: 8, outputs: 4 },
  });
  const rng = createRng(1, 'images');
  const half = Array.from({ length: 6 * 16 * 16 * 3 }, () => rng.normal());
  // Twice the same pictures: a chunk of one half has exactly the mean and variance of the whole.
  const images = engine.upload(Float32Array.from([...half, ...half]), [12, 16, 16, 3]);
  const batch = {
    images,
    labels: Int32Array.of(0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2),
    sources: Int32Array.from({ length: 12 }, (_, row) => row),
  };
  const outcomes = [];
  const ways = [
    { chunk: undefined, checkpointActivations: false },
    { chunk: 6, checkpointActivations: false },
    { chunk: 6, checkpointActivations: true },
  ];
  for (const { chunk, checkpointActivations } of ways) {
    const encoder = createEncoder(engine, planEncoder({ depth: 18, stem: 'small', width: 4 }), { seed: 3, checkpointActivations });
    const beside = { stage1, inputs: encoder.embeddingSize, classCounts: [4, 4, 4], seed: 3 };
    const contrastive = createContrastiveTerm(engine, beside)!;
    const crossEntropy = createCrossEntropyTerm(engine, beside)!;
    const gradient = createBatchGradient(engine, { encoder, contrastive, crossEntropy, ...(chunk === undefined ? {} : { chunk }) });
    const loss = await gradient(batch, createRng(2, 'dropout'));
    const gradients = new Map<string, Float32Array>();
    for (const { name, gradient: own } of [...encoder.parameters, ...contrastive.parameters, ...crossEntropy.parameters])
      gradients.set(name, Float32Array.from(await engine.download(own!)));
    outcomes.push({ loss, gradients });
    for (const part of [encoder, contrastive, crossEntropy]) part.dispose();
  }
  const [whole, chunked, spare] = outcomes as [(typeof outcomes)[0], (typeof outcomes)[0], (typeof outcomes)[0]];
  expect(spare).toEqual(chunked);
  for (const name of ['loss', 'contrastive', 'crossEntropy', 'accuracy'] as const)
    expect(chunked.loss[name]).toBeCloseTo(whole.loss[name]!, 5);
  for (const [name, expected] of whole.gradients) {
    const largest = Math.max(...expected.map(Math.abs));
    const apart = Math.max(...chunked.gradients.get(name)!.map((value, at) => Math.abs(value - expected[at]!)));
    expect(apart, name).toBeLessThan(1e-3 * Math.max(largest, 1e-3));
  }
  engine.free(images);
  expect(engine.liveHandles()).toBe(0);
  engine.dispose();
});
