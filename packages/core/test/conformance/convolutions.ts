import { describe, expect, it } from 'vitest';
import type { Window } from '../../src/plans/window.js';
import * as oracle from '../naive-operations.js';
import { CONVOLUTIONS, titled } from './windows.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describeConvolutions(bench: ConformanceBench): void {
  const { random, expectClose, precision } = bench;
  /** Forward and both gradients of a convolution to `outputs` channels. */
  const expectConvolution = async (shape: readonly number[], outputs: number, window: Window): Promise<void> => {
    const x = await random(1, shape);
    const filter = await random(2, [window.kernel, window.kernel, shape[3] ?? 0, outputs]);
    const y = bench.engine.conv2d(x.handle, filter.handle, window);
    expect(y.dtype).toBe(precision);
    await expectClose(y, oracle.convolution(x.value, filter.value, window));
    const dy = await random(3, y.shape);
    const { dx, dw } = oracle.convolutionGradients(x.value, filter.value, dy.value, window);
    await expectClose(bench.engine.conv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
    await expectClose(bench.engine.conv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
  };

  describe('convolution', () => {
    it.each(titled(CONVOLUTIONS))('$title', ({ h, w, window }) => expectConvolution([2, h, w, 3], 4, window));

    it('of many channels', () => expectConvolution([3, 6, 6, 17], 33, { kernel: 3, stride: 2, padding: 1 }));

    // Channels of which a tile of the project's own products is full or not, pixels that do not fill the last word, and more of everything than is computed at once.
    it.each([
      { shape: [5, 9, 9, 34], outputs: 64, window: { kernel: 1, stride: 1, padding: 0 } },
      { shape: [4, 8, 8, 32], outputs: 32, window: { kernel: 1, stride: 2, padding: 0 } },
      { shape: [2, 3, 3, 1024], outputs: 32, window: { kernel: 1, stride: 1, padding: 0 } },
      { shape: [3, 27, 27, 67], outputs: 32, window: { kernel: 1, stride: 1, padding: 0 } },
      { shape: [3, 13, 13, 64], outputs: 64, window: { kernel: 1, stride: 1, padding: 0 } },
      { shape: [3, 21, 13, 64], outputs: 32, window: { kernel: 3, stride: 1, padding: 1 } },
      { shape: [1, 3, 33, 32], outputs: 64, window: { kernel: 3, stride: 1, padding: 1 } },
      { shape: [2, 12, 13, 32], outputs: 32, window: { kernel: 7, stride: 1, padding: 3 } },
      { shape: [5, 9, 9, 18], outputs: 32, window: { kernel: 3, stride: 1, padding: 1 } },
      { shape: [5, 9, 10, 18], outputs: 32, window: { kernel: 3, stride: 2, padding: 1 } },
      { shape: [3, 4, 4, 16], outputs: 544, window: { kernel: 3, stride: 2, padding: 1 } },
      { shape: [2, 9, 8, 20], outputs: 64, window: { kernel: 7, stride: 2, padding: 3 } },
    ])('in tiles, $window.kernel x $window.kernel /$window.stride, $shape -> $outputs', ({ shape, outputs, window }) =>
      expectConvolution(shape, outputs, window),
    );
  });

  describe('depthwise convolution', () => {
    it.each(titled(CONVOLUTIONS))('$title', async ({ h, w, window }) => {
      const x = await random(1, [2, h, w, 5]);
      const filter = await random(2, [window.kernel, window.kernel, 5, 1]);
      const y = bench.engine.depthwiseConv2d(x.handle, filter.handle, window);
      expect(y.dtype).toBe(precision);
      await expectClose(y, oracle.depthwiseConvolution(x.value, filter.value, window));
      const dy = await random(3, y.shape);
      const { dx, dw } = oracle.depthwiseConvolutionGradients(x.value, filter.value, dy.value, window);
      await expectClose(bench.engine.depthwiseConv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
      await expectClose(bench.engine.depthwiseConv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
    });

    it.each<{ shape: number[]; window: Window }>([
      { shape: [2, 7, 19, 37], window: { kernel: 5, stride: 1, padding: 'same' } },
      { shape: [3, 10, 34, 20], window: { kernel: 5, stride: 2, padding: 'same' } },
      { shape: [2, 4, 5, 50], window: { kernel: 7, stride: 1, padding: 3 } },
      { shape: [2, 9, 11, 16], window: { kernel: 3, stride: 3, padding: 0 } },
    ])('of channels that fill vectors and that do not, $shape, $window', async ({ shape, window }) => {
      const x = await random(1, shape);
      const filter = await random(2, [window.kernel, window.kernel, shape[3] ?? 0, 1]);
      const y = bench.engine.depthwiseConv2d(x.handle, filter.handle, window);
      const dy = await random(3, y.shape);
      await expectClose(y, oracle.depthwiseConvolution(x.value, filter.value, window));
      const { dx, dw } = oracle.depthwiseConvolutionGradients(x.value, filter.value, dy.value, window);
      await expectClose(bench.engine.depthwiseConv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
      await expectClose(bench.engine.depthwiseConv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
    });

    it.each([1, 2])('of many channels and pixels, stride %d', async (stride) => {
      const window = { kernel: 3, stride, padding: 1 };
      const x = await random(1, [8, 16, 16, 40]);
      const filter = await random(2, [3, 3, 40, 1]);
      const dy = await random(3, [8, 16 / stride, 16 / stride, 40]);
      await expectClose(
        bench.engine.depthwiseConv2d(x.handle, filter.handle, window),
        oracle.depthwiseConvolution(x.value, filter.value, window),
      );
      const { dx, dw } = oracle.depthwiseConvolutionGradients(x.value, filter.value, dy.value, window);
      await expectClose(bench.engine.depthwiseConv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
      await expectClose(bench.engine.depthwiseConv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
    });
  });
}
