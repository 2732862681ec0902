import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { EncoderOptions } from '../../src/plans/encoder-plan.js';
import { createTfjsEngine } from '../../src/engine/tfjs/tfjs-engine.js';
import { expectSameGradients, trainSteps } from '../training-step.js';

/** Largest relative difference of a loss after some steps, and of an embedding after them: rounding grows from step to step. */
const LOSS_TOLERANCE = 1e-3;
const EMBEDDING_TOLERANCE = 2e-2;

/** Deep or narrow networks on twelve pictures amplify rounding tenfold a step, on any two engines: only the first step is compared. */
const variants: readonly { readonly options: EncoderOptions; readonly steps: number }[] = [
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 8 }, steps: 4 },
  { options: { depth: 18, stem: 'imagenet', width: 6 }, steps: 4 },
  { options: { depth: 50, stem: 'small', stemStride: 2, width: 4 }, steps: 1 },
  { options: { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', learnable: true } }, steps: 1 },
  { options: { kind: 'mobilenet', stem: 'small', stemStride: 2, width: 0.25, lastChannels: 32 }, steps: 1 },
];

describe('training on webgpu', () => {
  it.each(variants)('goes as on the cpu backend: $steps steps of $options', async ({ options, steps }) => {
    const gpu = await trainSteps(await createTfjsEngine('webgpu'), options, steps);
    const cpu = await trainSteps(await createTfjsEngine('cpu'), options, steps);
    expect(gpu.left).toBe(0);
    expectSameGradients(gpu.gradients, cpu.gradients);
    gpu.losses.forEach((loss, step) => {
      expect(Math.abs(loss / cpu.losses[step]! - 1), `step ${step}`).toBeLessThan(LOSS_TOLERANCE);
    });
    if (steps === 1) return;
    const scale = Math.max(...cpu.embeddings.map(Math.abs));
    const apart = Math.max(...gpu.embeddings.map((value, at) => Math.abs(value - cpu.embeddings[at]!)));
    expect(apart / scale).toBeLessThan(EMBEDDING_TOLERANCE);
  });

  it('gives the same bits every time', async () => {
    const once = await trainSteps(await createTfjsEngine('webgpu'), variants[0]!.options, 2);
    const again = await trainSteps(await createTfjsEngine('webgpu'), variants[0]!.options, 2);
    expect(again.losses).toEqual(once.losses);
    expect(again.embeddings).toEqual(once.embeddings);
    for (const [name, gradient] of once.gradients) expect(again.gradients.get(name), name).toEqual(gradient);
  });

  it('leaves no tensor behind a step', async () => {
    const engine = await createTfjsEngine('webgpu');
    const x = engine.upload(new Float32Array(2 * 8 * 8 * 4).fill(0.5), [2, 8, 8, 4]);
    const w = engine.upload(new Float32Array(3 * 3 * 4 * 8).fill(0.1), [3, 3, 4, 8]);
    const gamma = engine.upload(new Float32Array(8).fill(1), [8]);
    const window = { kernel: 3, stride: 2, padding: 1 };
    const step = (): void => {
      const y = engine.conv2d(x, w, window);
      const norm = engine.batchNormTrain(y, gamma, gamma, 1e-5);
      const grad = engine.batchNormGrad(norm.y, y, gamma, norm.saved, 1e-5);
      const masked = engine.reluGrad(grad.dx, norm.y);
      const sums = engine.sumRows(engine.reshape(gamma, [2, 4]));
      const dx = engine.conv2dInputGrad(x.shape, w, masked, window);
      const dw = engine.conv2dFilterGrad(x, w.shape, masked, window);
      engine.free(y, norm.y, norm.batchMean, norm.batchVariance, ...norm.saved, grad.dx, grad.dGamma, grad.dBeta, masked, sums, dx, dw);
    };
    step();
    const before = [tf.memory().numTensors, tf.memory().numDataBuffers];
    // The reshaped gamma stays: one handle a step, on the same data.
    step();
    expect([tf.memory().numTensors - 1, tf.memory().numDataBuffers]).toEqual(before);
    engine.dispose();
  });

  it('says that the GPU failed instead of handing out zeros, and works again with a new engine', async () => {
    const engine = await createTfjsEngine('webgpu');
    const dy = engine.upload(Float32Array.of(1), [1, 1]);
    const large = engine.globalAveragePoolGrad(dy, [1, 40_000, 40_000, 1]);
    const small = engine.addScalar(dy, 1);
    const failed = expect.objectContaining({
      code: 'DEVICE_FAILED',
      message: expect.stringMatching(/swiftshader.*smaller batch/is) as string,
    }) as Error;
    await expect(engine.download(small)).rejects.toThrow(failed);
    engine.free(large);
    engine.dispose();
    const fresh = await createTfjsEngine('webgpu');
    const sum = fresh.addScalar(fresh.upload(Float32Array.of(1), [1, 1]), 1);
    expect([...(await fresh.download(sum))]).toEqual([2]);
    fresh.dispose();
  });
});
