import { describe, expect, it } from 'vitest';
import { normals } from '../gradient-check.js';
import * as oracle from '../naive-operations.js';
import { naive, type Naive } from '../naive-operations.js';
import { size } from './conformance-bench.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describeElementwise(bench: ConformanceBench): void {
  const { own, float, read, random, expectClose, precision, exact } = bench;
  describe('elementwise operations and reductions', () => {
    it('relu and its gradient', async () => {
      const x = await random(15, [2, 3, 4, 5]);
      const want = x.value.data.map((value) => Math.max(value, 0));
      const y = bench.engine.relu(x.handle);
      await expectClose(y, naive(x.value.shape, want), 1e-6);
      const dy = await random(16, [2, 3, 4, 5]);
      const wantGradient = dy.value.data.map((value, at) => (x.value.data[at]! > 0 ? value : 0));
      await expectClose(bench.engine.reluGrad(dy.handle, y), naive(x.value.shape, wantGradient), 1e-6);
    });

    it('relu6 and its gradient', async () => {
      const wide = float(
        normals(15, 120).map((value) => 4 * value),
        [2, 3, 4, 5],
      );
      const x = exact ? wide : own(bench.engine.cast(wide, precision));
      const value = naive([2, 3, 4, 5], await read(x));
      expect(value.data.filter((v) => v > 6).length).toBeGreaterThan(2);
      const y = bench.engine.relu6(x);
      await expectClose(
        y,
        naive(
          value.shape,
          value.data.map((v) => Math.min(Math.max(v, 0), 6)),
        ),
        1e-6,
      );
      const dy = await random(16, [2, 3, 4, 5]);
      const wantGradient = dy.value.data.map((v, at) => (value.data[at]! > 0 && value.data[at]! < 6 ? v : 0));
      await expectClose(bench.engine.relu6Grad(dy.handle, y), naive(value.shape, wantGradient), 1e-6);
    });

    it('add, scale and lerp', async () => {
      const [a, b] = [await random(17, [7, 9]), await random(18, [7, 9])];
      await expectClose(
        bench.engine.add(a.handle, b.handle),
        naive(
          [7, 9],
          a.value.data.map((value, at) => value + b.value.data[at]!),
        ),
      );
      await expectClose(
        bench.engine.scale(a.handle, -0.375),
        naive(
          [7, 9],
          a.value.data.map((value) => value * -0.375),
        ),
      );
      const mixed = a.value.data.map((value, at) => value * 0.9 + b.value.data[at]! * 0.1);
      await expectClose(bench.engine.lerp(a.handle, b.handle, 0.1), naive([7, 9], mixed));
    });

    it('subtract, multiply, divide, addScalar and squareRoot', async () => {
      const shape = [5, 11];
      const [a, b] = [await random(40, shape), await random(41, shape)];
      const each = (value: (at: number) => number): Naive =>
        naive(
          shape,
          Float64Array.from(a.value.data, (_, at) => value(at)),
        );
      const [x, y] = [a.value.data, b.value.data];
      await expectClose(
        bench.engine.subtract(a.handle, b.handle),
        each((at) => x[at]! - y[at]!),
      );
      await expectClose(
        bench.engine.multiply(a.handle, b.handle),
        each((at) => x[at]! * y[at]!),
      );
      await expectClose(
        bench.engine.divide(a.handle, b.handle),
        each((at) => x[at]! / y[at]!),
      );
      await expectClose(
        bench.engine.addScalar(a.handle, 2.25),
        each((at) => x[at]! + 2.25),
      );
      const squares = own(bench.engine.multiply(a.handle, a.handle));
      await expectClose(
        bench.engine.squareRoot(squares),
        each((at) => Math.abs(x[at]!)),
      );
    });

    it('sumSquares to a scalar', async () => {
      const data = normals(42, 700);
      const sum = bench.engine.sumSquares(float(data, [7, 100]));
      await expectClose(sum, naive([], [data.reduce((total, value) => total + value * value, 0)]), 1e-5);
    });

    it('slices and joins rows', async () => {
      const x = await random(43, [5, 2, 3]);
      const parts = [own(bench.engine.sliceRows(x.handle, 0, 1)), own(bench.engine.sliceRows(x.handle, 1, 4))];
      expect(parts.map((part) => part.shape)).toEqual([
        [1, 2, 3],
        [4, 2, 3],
      ]);
      expect(parts.map((part) => part.dtype)).toEqual([precision, precision]);
      expect(await read(parts[1]!)).toEqual(Float32Array.from(x.value.data.slice(6)));
      expect(await read(own(bench.engine.concatRows(parts)))).toEqual(Float32Array.from(x.value.data));
      const alone = bench.engine.concatRows([parts[0]!]);
      expect(alone).not.toBe(parts[0]);
      expect(await read(own(alone))).toEqual(await read(parts[0]!));
      expect(() => bench.engine.concatRows([])).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
    });

    it('global average pooling and its gradient', async () => {
      const x = await random(19, [2, 3, 5, 7]);
      await expectClose(bench.engine.globalAveragePool(x.handle), oracle.pixelMean(x.value));
      const dy = await random(20, [2, 7]);
      const want = naive([2, 3, 5, 7]);
      want.data.forEach((_, at) => (want.data[at] = dy.value.data[Math.floor(at / 105) * 7 + (at % 7)]! / 15));
      await expectClose(bench.engine.globalAveragePoolGrad(dy.handle, [2, 3, 5, 7]), want);
    });

    it.each([1, 3, 6.5])('generalised mean pooling with p = %d and its gradients', async (p) => {
      const shape = [2, 3, 5, 7];
      const values = normals(44, size(shape)).map((value) => value + 0.5);
      const [x, power] = [float(values, shape), float(Float32Array.of(p), [1])];
      const value = naive(shape, values);
      const dyValues = normals(45, 14);
      const want = oracle.generalisedMeanGradients(value, naive([2, 7], dyValues), Math.fround(p), 1e-6);
      await expectClose(bench.engine.gemPool(x, power, 1e-6), oracle.generalisedMean(value, p, 1e-6));
      const { dx, dP } = bench.engine.gemPoolGrad(float(dyValues, [2, 7]), x, power, 1e-6);
      await expectClose(dx, want.dx, 1e-4);
      await expectClose(dP, naive([1], [want.dP]), 1e-4);
    });

    it('generalised mean pooling of dead, tiny and huge channels stays finite', async () => {
      // [1, 2, 2, 3]: nothing above epsilon; powers that underflow; powers that overflow.
      const x = float(Float32Array.of(0, 1e-5, 1e20, -1, 2e-5, 2e20, 0, 1e-5, 0, -2, 0, 0), [1, 2, 2, 3]);
      const power = float(Float32Array.of(9), [1]);
      const pooled = await read(own(bench.engine.gemPool(x, power, 1e-6)));
      expect(pooled[0]! / 1e-6).toBeCloseTo(1, 4);
      expect(pooled[1]! / (2e-5 * ((1 + 2 * 0.5 ** 9) / 4) ** (1 / 9))).toBeCloseTo(1, 4);
      expect(pooled[2]! / (2e20 * ((1 + 0.5 ** 9) / 4) ** (1 / 9))).toBeCloseTo(1, 4);
      const { dx, dP } = bench.engine.gemPoolGrad(float(Float32Array.of(1, 1, 1e-20), [1, 3]), x, power, 1e-6);
      const gradient = await read(own(dx));
      expect([...gradient, ...(await read(own(dP)))].every(Number.isFinite)).toBe(true);
      expect([gradient[0], gradient[3], gradient[6], gradient[9]]).toEqual([0, 0, 0, 0]);
    });

    it('addBias and sumRows', async () => {
      const x = await random(21, [9, 5]);
      const bias = await random(22, [5]);
      await expectClose(
        bench.engine.addBias(x.handle, bias.handle),
        naive(
          [9, 5],
          x.value.data.map((value, at) => value + bias.value.data[at % 5]!),
        ),
      );
      const sums = naive([5]);
      x.value.data.forEach((value, at) => (sums.data[at % 5]! += value));
      await expectClose(bench.engine.sumRows(x.handle), sums);
    });
  });
}
