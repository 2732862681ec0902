import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { createTfjsEngine } from '../../src/engine/tfjs/tfjs-engine.js';
import { normals, relativeError } from '../gradient-check.js';
import * as oracle from '../naive-operations.js';
import { naive, type Shape } from '../naive-operations.js';

/** Sizes that the small shapes of the Engine contract do not reach: large tiles with ragged ends, split reductions, sums in rounds. */
const TOLERANCE = 5e-6;

let engine: Engine;
beforeAll(async () => {
  engine = await createTfjsEngine('webgpu');
});
afterAll(() => {
  engine.dispose();
});

const random = (seed: number, shape: Shape) => {
  const data = normals(
    seed,
    shape.reduce((a, b) => a * b, 1),
  );
  return { handle: engine.upload(data, shape), value: naive(shape, data) };
};

describe('matrix products on webgpu', () => {
  it.each([
    { m: 130, n: 100, k: 70 },
    { m: 131, n: 101, k: 71 },
    { m: 8, n: 12, k: 20_001 },
    { m: 65, n: 66, k: 3_000 },
    { m: 1, n: 5, k: 9 },
  ])('$m x $k x $n, transposed and not', async ({ m, n, k }) => {
    for (const transposeA of [false, true])
      for (const transposeB of [false, true]) {
        const a = random(1, transposeA ? [k, m] : [m, k]);
        const b = random(2, transposeB ? [n, k] : [k, n]);
        const got = engine.matMul(a.handle, b.handle, transposeA, transposeB);
        const want = oracle.product(a.value, b.value, transposeA, transposeB);
        expect(relativeError(Float32Array.from(await engine.download(got)), want.data), `${transposeA} ${transposeB}`).toBeLessThan(
          TOLERANCE,
        );
      }
  });
});

describe('large convolutions on webgpu', () => {
  it.each([
    { x: [9, 31, 33, 4], o: 36, window: { kernel: 3, stride: 1, padding: 1 } },
    { x: [9, 31, 33, 36], o: 36, window: { kernel: 3, stride: 2, padding: 1 } },
    { x: [9, 31, 33, 6], o: 35, window: { kernel: 3, stride: 1, padding: 1 } },
    { x: [5, 33, 31, 3], o: 40, window: { kernel: 7, stride: 2, padding: 3 } },
    { x: [9, 32, 32, 36], o: 40, window: { kernel: 1, stride: 1, padding: 0 } },
    { x: [9, 31, 32, 36], o: 40, window: { kernel: 1, stride: 2, padding: 0 } },
  ])('$x to $o channels, $window', async ({ x: shape, o, window }) => {
    const { kernel } = window;
    const filterShape = [kernel, kernel, shape[3]!, o];
    const [x, w] = [random(1, shape), random(2, filterShape)];
    const y = engine.conv2d(x.handle, w.handle, window);
    const dy = random(3, y.shape);
    const { dx, dw } = oracle.convolutionGradients(x.value, w.value, dy.value, window);
    const expectClose = async (handle: Awaited<ReturnType<typeof engine.conv2d>>, want: Float64Array, what: string): Promise<void> => {
      expect(relativeError(Float32Array.from(await engine.download(handle)), want), what).toBeLessThan(TOLERANCE);
    };
    await expectClose(y, oracle.convolution(x.value, w.value, window).data, 'forward');
    await expectClose(engine.conv2dInputGrad(shape, w.handle, dy.handle, window), dx.data, 'input gradient');
    await expectClose(engine.conv2dFilterGrad(x.handle, filterShape, dy.handle, window), dw.data, 'filter gradient');
  });
});

describe('sums over channels on webgpu', () => {
  it.each([
    [70_000, 4],
    [70_001, 3],
    [3, 260],
  ])('%d rows of %d', async (rows, channels) => {
    const x = random(4, [rows, channels]);
    const want = new Float64Array(channels);
    x.value.data.forEach((value, at) => (want[at % channels]! += value));
    // Relative to what the sum would be without cancellation.
    const scale = Math.sqrt(rows);
    const got = await engine.download(engine.sumRows(x.handle));
    want.forEach((sum, channel) => expect(Math.abs(got[channel]! - sum) / scale).toBeLessThan(1e-4));
  });
});
