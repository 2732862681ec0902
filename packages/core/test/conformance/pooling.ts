import { describe, expect, it } from 'vitest';
import { normals } from '../gradient-check.js';
import * as oracle from '../naive-operations.js';
import { naive } from '../naive-operations.js';
import { POOLS, titled } from './windows.js';
import { size } from './conformance-bench.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describePooling(bench: ConformanceBench): void {
  const { own, float, read, random, expectClose, precision, exact } = bench;
  describe('max pooling', () => {
    it.each(titled(POOLS))('$title', async ({ h, w, window }) => {
      // All below zero, so that a padding of zeros would win.
      const shape = [2, h, w, 3];
      const wide = float(
        normals(4, size(shape)).map((value) => -5 - Math.abs(value)),
        shape,
      );
      const x = exact ? wide : own(bench.engine.cast(wide, precision));
      const value = naive(shape, await read(x));
      const y = bench.engine.maxPool(x, window);
      await expectClose(y, oracle.maxPooling(value, window).y, 1e-6);
      const dy = await random(5, y.shape);
      await expectClose(
        bench.engine.maxPoolGrad(dy.handle, x, y, window),
        oracle.maxPoolingGradient(value, dy.value, window),
        exact ? 1e-5 : 2e-2,
      );
    });

    it('gives the whole gradient to one of several equal maxima', async () => {
      const window = { kernel: 3, stride: 2, padding: 1 };
      const x = float(new Float32Array(2 * 8 * 8 * 2), [2, 8, 8, 2]);
      const input = own(bench.engine.cast(x, precision));
      const y = own(bench.engine.maxPool(input, window));
      const ones = float(new Float32Array(size(y.shape)).fill(1), y.shape);
      const dx = own(bench.engine.maxPoolGrad(own(bench.engine.cast(ones, precision)), input, y, window));
      const gradient = await read(dx);
      expect(gradient.reduce((a, b) => a + b, 0)).toBe(size(y.shape));
      expect(gradient.every((value) => Number.isInteger(value))).toBe(true);
    });
  });
}
