import { expect, it, vi } from 'vitest';

// Whatever loads TensorFlow.js from here on fails: servers and tools import these subpaths to stay free of it.
vi.mock('@tensorflow/tfjs-core', () => {
  throw new Error('TensorFlow.js was loaded');
});
vi.mock('@tensorflow/tfjs-node-gpu', () => {
  throw new Error('the TensorFlow binding was loaded');
});

it.each([
  ['errors', () => import('../src/errors.js')],
  ['image', () => import('../src/image/index.js')],
  ['photos', () => import('../src/photos/index.js')],
  ['artifact', () => import('../src/artifact/index.js')],
  ['evaluation', () => import('../src/eval/evaluation.js')],
  ['projections', () => import('../src/math/projections.js')],
  ['run', () => import('../src/run/index.js')],
  ['run/events', () => import('../src/run/events.js')],
])('@supcon/core/%s loads without TensorFlow.js', async (_, load) => {
  await expect(load()).resolves.toBeDefined();
});

it('would notice: the engine over TensorFlow.js does load it', async () => {
  await expect(import('../src/engine/tfjs/tfjs-operations.js')).rejects.toThrow();
});
