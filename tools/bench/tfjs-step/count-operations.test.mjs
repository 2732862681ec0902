import { createTfjsEngine } from '@supcon/core';
import { expect, it } from 'vitest';
import { countOperations } from './count-operations.mjs';

it('counts two operations for each product of a convolution, its gradients and a matrix product', async () => {
  const engine = await createTfjsEngine('cpu');
  const { counted, operations } = countOperations(engine);
  const x = counted.upload(new Float32Array(2 * 6 * 6 * 3), [2, 6, 6, 3]);
  const w = counted.upload(new Float32Array(3 * 3 * 3 * 5), [3, 3, 3, 5]);
  const window = { kernel: 3, stride: 2, padding: 1 };
  const y = counted.conv2d(x, w, window);
  const once = 2 * (2 * 3 * 3 * 5) * (3 * 3 * 3);
  expect(operations()).toBe(once);
  counted.conv2dInputGrad(x.shape, w, y, window);
  counted.conv2dFilterGrad(x, w.shape, y, window);
  expect(operations()).toBe(3 * once);
  const a = counted.upload(new Float32Array(4 * 7), [4, 7]);
  const b = counted.upload(new Float32Array(4 * 6), [4, 6]);
  expect(counted.matMul(a, b, true, false).shape).toEqual([7, 6]);
  expect(operations()).toBe(3 * once + 2 * 7 * 6 * 4);
  expect(counted.liveHandles()).toBe(engine.liveHandles());
  expect(counted.device).toBe('tfjs cpu');
  engine.dispose();
});
