import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeEngineConformance } from '../../../test/engine-conformance.js';
import { createTfjsEngine } from './tfjs-engine.js';

describeEngineConformance('tfjs cpu', () => createTfjsEngine('cpu'));
describeEngineConformance('tfjs wasm', () => createTfjsEngine('wasm'));
describeEngineConformance('tfjs tensorflow', () => createTfjsEngine('tensorflow'));

it('frees every tensor behind its handles', async () => {
  const engine = await createTfjsEngine('wasm');
  const window = { kernel: 3, stride: 2, padding: 1 };
  const step = (): void => {
    const x = engine.upload(new Float32Array(2 * 6 * 6 * 3).fill(0.5), [2, 6, 6, 3]);
    const w = engine.upload(new Float32Array(3 * 3 * 3 * 4).fill(0.1), [3, 3, 3, 4]);
    const gamma = engine.upload(new Float32Array(4).fill(1), [4]);
    const y = engine.conv2d(x, w, window);
    const norm = engine.batchNormTrain(y, gamma, gamma, 1e-5);
    const grad = engine.batchNormGrad(norm.y, y, gamma, norm.saved, 1e-5);
    const pooled = engine.maxPool(norm.y, window);
    const dPool = engine.maxPoolGrad(pooled, norm.y, pooled, window);
    const dx = engine.conv2dInputGrad(x.shape, w, grad.dx, window);
    const dw = engine.conv2dFilterGrad(x, w.shape, grad.dx, window);
    engine.free(x, w, gamma, y, norm.y, norm.batchMean, norm.batchVariance, ...norm.saved);
    engine.free(grad.dx, grad.dGamma, grad.dBeta, pooled, dPool, dx, dw);
  };
  step();
  const before = tf.memory().numTensors;
  step();
  expect(tf.memory().numTensors).toBe(before);
  expect(engine.liveHandles()).toBe(0);
});

it('has no bfloat16 and says what has', async () => {
  const engine = await createTfjsEngine('cpu');
  const x = engine.upload(Float32Array.of(1), [1]);
  expect(engine.precisions).toEqual(['float32']);
  expect(() => engine.cast(x, 'bfloat16')).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }));
  engine.dispose();
});
