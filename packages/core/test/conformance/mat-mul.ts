import { describe, it } from 'vitest';
import * as oracle from '../naive-operations.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describeMatMul(bench: ConformanceBench): void {
  const { random, expectClose } = bench;
  describe('matMul', () => {
    it.each([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])('transposed %s, %s', async (transposeA, transposeB) => {
      const a = await random(23, transposeA ? [7, 5] : [5, 7]);
      const b = await random(24, transposeB ? [6, 7] : [7, 6]);
      await expectClose(
        bench.engine.matMul(a.handle, b.handle, transposeA, transposeB),
        oracle.product(a.value, b.value, transposeA, transposeB),
      );
    });

    it('of a row with a column', async () => {
      const [a, b] = [await random(25, [1, 40]), await random(26, [40, 1])];
      await expectClose(bench.engine.matMul(a.handle, b.handle), oracle.product(a.value, b.value, false, false));
    });
  });
}
