import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CoreError } from '../src/errors.js';
import type { Engine, Handle, Precision, Window } from '../src/engine/engine.js';
import { normals, relativeError } from './gradient-check.js';
import * as oracle from './naive-operations.js';
import { naive, type Naive, type Shape } from './naive-operations.js';

/** Windows the encoders use and the awkward ones beside them: every kernel and stride, too much and no padding, odd and even sides. */
const CONVOLUTIONS: readonly { h: number; w: number; window: Window }[] = [
  { h: 6, w: 5, window: { kernel: 1, stride: 1, padding: 0 } },
  { h: 6, w: 6, window: { kernel: 1, stride: 2, padding: 0 } },
  { h: 7, w: 5, window: { kernel: 1, stride: 2, padding: 0 } },
  { h: 6, w: 6, window: { kernel: 3, stride: 1, padding: 1 } },
  { h: 5, w: 7, window: { kernel: 3, stride: 1, padding: 1 } },
  { h: 6, w: 6, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 7, w: 5, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 6, w: 7, window: { kernel: 3, stride: 1, padding: 0 } },
  { h: 6, w: 7, window: { kernel: 3, stride: 2, padding: 0 } },
  { h: 8, w: 9, window: { kernel: 7, stride: 1, padding: 3 } },
  { h: 8, w: 8, window: { kernel: 7, stride: 2, padding: 3 } },
  { h: 9, w: 7, window: { kernel: 7, stride: 2, padding: 3 } },
  { h: 2, w: 2, window: { kernel: 3, stride: 2, padding: 1 } },
  { h: 1, w: 1, window: { kernel: 3, stride: 1, padding: 1 } },
];
const POOLS = CONVOLUTIONS.filter(({ window }) => window.kernel === 3);

const size = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
const titled = (cases: typeof CONVOLUTIONS) =>
  cases.map(({ h, w, window }) => ({
    h,
    w,
    window,
    title: `${window.kernel}x${window.kernel} /${window.stride} pad ${window.padding} on ${h}x${w}`,
  }));

/** Holds an engine to the `Engine` interface: every operation against slow float64 loops, ownership, errors, no leak.
 * @param precision what activations are stored in; the oracle gets the same rounded values, so tolerances only cover the arithmetic. */
export function describeEngineConformance(name: string, create: () => Promise<Engine>, precision: Precision = 'float32'): void {
  const exact = precision === 'float32';
  /** Largest error relative to the largest value: rounding of sums in float32; one rounding of the result to 8 bits in bfloat16. */
  const tolerance = exact ? 2e-5 : 1e-2;

  describe(`${name} ${precision} keeps the Engine contract`, () => {
    let engine: Engine;
    let before: number;
    let made: Handle[];
    beforeAll(async () => {
      engine = await create();
    });
    afterAll(() => {
      engine.dispose();
    });
    beforeEach(() => {
      before = engine.liveHandles();
      made = [];
    });
    // Whatever a test made and listed is freed; anything an operation left behind shows.
    afterEach(() => {
      engine.free(...made);
      expect(engine.liveHandles()).toBe(before);
    });

    const own = <T extends Handle>(handle: T): T => {
      made.push(handle);
      return handle;
    };
    const float = (data: Float32Array, shape: Shape): Handle => own(engine.upload(data, shape));
    const read = async (handle: Handle): Promise<Float32Array> => Float32Array.from(await engine.download(handle));
    /** Random activations in the working precision, with the values they were rounded to. */
    const random = async (seed: number, shape: Shape): Promise<{ handle: Handle; value: Naive }> => {
      const wide = float(normals(seed, size(shape)), shape);
      const handle = exact ? wide : own(engine.cast(wide, precision));
      return { handle, value: naive(shape, await read(handle)) };
    };
    const expectClose = async (handle: Handle, want: Naive, allowed = tolerance): Promise<void> => {
      own(handle);
      expect(handle.shape).toEqual(want.shape);
      expect(relativeError(await read(handle), want.data)).toBeLessThan(allowed);
    };
    /** What an optimiser step was given: the first `count` are freed, the rest and whatever shared memory with any of them are as they were. */
    const expectTakenOver = async (
      handles: readonly Handle[],
      count: number,
      shared: readonly Handle[],
      given: readonly Float32Array[],
    ): Promise<void> => {
      for (const [at, handle] of handles.entries()) {
        if (at < count) expect(() => engine.reshape(handle, handle.shape)).toThrow(expect.objectContaining({ code: 'HANDLE_FREED' }));
        else expect(await read(handle)).toEqual(given[at]);
        expect(await read(shared[at]!)).toEqual(given[at]);
      }
      made = made.filter((handle) => !handles.slice(0, count).includes(handle));
    };

    describe('convolution', () => {
      it.each(titled(CONVOLUTIONS))('$title', async ({ h, w, window }) => {
        const x = await random(1, [2, h, w, 3]);
        const filter = await random(2, [window.kernel, window.kernel, 3, 4]);
        const y = engine.conv2d(x.handle, filter.handle, window);
        expect(y.dtype).toBe(precision);
        await expectClose(y, oracle.convolution(x.value, filter.value, window));
        const dy = await random(3, y.shape);
        const { dx, dw } = oracle.convolutionGradients(x.value, filter.value, dy.value, window);
        await expectClose(engine.conv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
        await expectClose(engine.conv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
      });

      it('of many channels', async () => {
        const window = { kernel: 3, stride: 2, padding: 1 };
        const x = await random(1, [3, 6, 6, 17]);
        const filter = await random(2, [3, 3, 17, 33]);
        const dy = await random(3, [3, 3, 3, 33]);
        await expectClose(engine.conv2d(x.handle, filter.handle, window), oracle.convolution(x.value, filter.value, window));
        const { dx, dw } = oracle.convolutionGradients(x.value, filter.value, dy.value, window);
        await expectClose(engine.conv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
        await expectClose(engine.conv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
      });
    });

    describe('depthwise convolution', () => {
      it.each(titled(CONVOLUTIONS))('$title', async ({ h, w, window }) => {
        const x = await random(1, [2, h, w, 5]);
        const filter = await random(2, [window.kernel, window.kernel, 5, 1]);
        const y = engine.depthwiseConv2d(x.handle, filter.handle, window);
        expect(y.dtype).toBe(precision);
        await expectClose(y, oracle.depthwiseConvolution(x.value, filter.value, window));
        const dy = await random(3, y.shape);
        const { dx, dw } = oracle.depthwiseConvolutionGradients(x.value, filter.value, dy.value, window);
        await expectClose(engine.depthwiseConv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
        await expectClose(engine.depthwiseConv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
      });

      it.each([1, 2])('of many channels and pixels, stride %d', async (stride) => {
        const window = { kernel: 3, stride, padding: 1 };
        const x = await random(1, [8, 16, 16, 40]);
        const filter = await random(2, [3, 3, 40, 1]);
        const dy = await random(3, [8, 16 / stride, 16 / stride, 40]);
        await expectClose(
          engine.depthwiseConv2d(x.handle, filter.handle, window),
          oracle.depthwiseConvolution(x.value, filter.value, window),
        );
        const { dx, dw } = oracle.depthwiseConvolutionGradients(x.value, filter.value, dy.value, window);
        await expectClose(engine.depthwiseConv2dInputGrad(x.value.shape, filter.handle, dy.handle, window), dx);
        await expectClose(engine.depthwiseConv2dFilterGrad(x.handle, filter.value.shape, dy.handle, window), dw);
      });
    });

    describe('max pooling', () => {
      it.each(titled(POOLS))('$title', async ({ h, w, window }) => {
        // All below zero, so that a padding of zeros would win.
        const shape = [2, h, w, 3];
        const wide = float(
          normals(4, size(shape)).map((value) => -5 - Math.abs(value)),
          shape,
        );
        const x = exact ? wide : own(engine.cast(wide, precision));
        const value = naive(shape, await read(x));
        const y = engine.maxPool(x, window);
        await expectClose(y, oracle.maxPooling(value, window).y, 1e-6);
        const dy = await random(5, y.shape);
        await expectClose(
          engine.maxPoolGrad(dy.handle, x, y, window),
          oracle.maxPoolingGradient(value, dy.value, window),
          exact ? 1e-5 : 2e-2,
        );
      });

      it('gives the whole gradient to one of several equal maxima', async () => {
        const window = { kernel: 3, stride: 2, padding: 1 };
        const x = float(new Float32Array(2 * 8 * 8 * 2), [2, 8, 8, 2]);
        const input = own(engine.cast(x, precision));
        const y = own(engine.maxPool(input, window));
        const ones = float(new Float32Array(size(y.shape)).fill(1), y.shape);
        const dx = own(engine.maxPoolGrad(own(engine.cast(ones, precision)), input, y, window));
        const gradient = await read(dx);
        expect(gradient.reduce((a, b) => a + b, 0)).toBe(size(y.shape));
        expect(gradient.every((value) => Number.isInteger(value))).toBe(true);
      });
    });

    describe('batch normalisation', () => {
      it.each([
        { shape: [4, 3, 5, 6], mean: 0 },
        { shape: [2, 1, 1, 3], mean: 0 },
        { shape: [8, 4, 4, 5], mean: 30 },
      ])('$shape around $mean', async ({ shape, mean }) => {
        const channels = shape[3] ?? 0;
        const wide = float(
          normals(6, size(shape)).map((value) => value + mean),
          shape,
        );
        const x = exact ? wide : own(engine.cast(wide, precision));
        const value = naive(shape, await read(x));
        const gammaValues = normals(7, channels);
        const betaValues = normals(8, channels);
        const gamma = float(gammaValues, [channels]);
        const beta = float(betaValues, [channels]);
        const epsilon = 1e-5;
        const want = oracle.batchNormalisation(value, gammaValues, betaValues, epsilon);
        const { y, batchMean, batchVariance, saved } = engine.batchNormTrain(x, gamma, beta, epsilon);
        made.push(...saved);
        expect(y.dtype).toBe(precision);
        expect([batchMean.dtype, batchVariance.dtype]).toEqual(['float32', 'float32']);
        await expectClose(y, want.y, exact ? 1e-4 : 1e-2);
        await expectClose(engine.batchNormReplay(x, gamma, beta, saved, epsilon), want.y, exact ? 1e-4 : 1e-2);
        const wantRelu = naive(
          shape,
          want.y.data.map((v) => Math.max(v, 0)),
        );
        await expectClose(engine.batchNormReplay(x, gamma, beta, saved, epsilon, { relu: true }), wantRelu, exact ? 1e-4 : 1e-2);
        await expectClose(batchMean, naive([channels], want.mean), 1e-4);
        await expectClose(batchVariance, naive([channels], want.variance), 1e-4);
        const dy = await random(9, shape);
        const wantGradient = oracle.batchNormalisationGradient(dy.value, value, gammaValues, epsilon);
        const { dx, dGamma, dBeta } = engine.batchNormGrad(dy.handle, x, gamma, saved, epsilon);
        expect([dGamma.dtype, dBeta.dtype]).toEqual(['float32', 'float32']);
        // Two samples a channel: dx is what cancellation leaves (of the order of epsilon), so it has the scale of dy.
        const scale = Math.max(...dy.value.data.map(Math.abs));
        const got = await read(own(dx));
        const apart = Math.max(...got.map((gradient, at) => Math.abs(gradient - wantGradient.dx.data[at]!)));
        expect(apart / scale).toBeLessThan(shape[1] === 1 ? 0.05 : exact ? 1e-4 : 1e-2);
        await expectClose(dGamma, naive([channels], wantGradient.dGamma), exact ? 1e-4 : 1e-2);
        await expectClose(dBeta, naive([channels], wantGradient.dBeta), exact ? 1e-4 : 1e-2);
      });

      it.each([
        { relu: true, add: false },
        { relu: false, add: true },
        { relu: true, add: true },
      ])('in one pass with what follows, relu $relu, add $add', async ({ relu, add }) => {
        const shape = [4, 3, 5, 6];
        const [x, side, dy, plus] = [await random(6, shape), await random(5, shape), await random(9, shape), await random(4, shape)];
        const [gammaValues, betaValues] = [normals(7, 6), normals(8, 6)];
        const [gamma, beta] = [float(gammaValues, [6]), float(betaValues, [6])];
        const epsilon = 1e-5;
        const after = { relu, ...(add ? { add: side.handle } : {}) };
        const close = exact ? 1e-4 : 1e-2;
        const plain = oracle.batchNormalisation(x.value, gammaValues, betaValues, epsilon);
        const want = naive(
          shape,
          plain.y.data.map((value, at) => {
            const sum = value + (add ? side.value.data[at]! : 0);
            return relu ? Math.max(sum, 0) : sum;
          }),
        );
        const { y, batchMean, batchVariance, saved } = engine.batchNormTrain(x.handle, gamma, beta, epsilon, after);
        made.push(...saved, y);
        await expectClose(engine.cast(y, precision), want, close);
        await expectClose(batchMean, naive([6], plain.mean), 1e-4);
        await expectClose(batchVariance, naive([6], plain.variance), 1e-4);
        await expectClose(engine.batchNormReplay(x.handle, gamma, beta, saved, epsilon, after), want, close);

        // Where y is exactly 0 is the engine's to say: rounding moves some values across.
        const output = await read(y);
        const g = naive(
          shape,
          dy.value.data.map((value, at) => (relu && output[at]! <= 0 ? 0 : value + plus.value.data[at]!)),
        );
        const wantGradient = oracle.batchNormalisationGradient(g, x.value, gammaValues, epsilon);
        // What was not added to can be told from x and beta.
        const ways = [{ keep: true }, { keep: false }, ...(relu && !add ? [{ keep: false, beta }] : [])];
        for (const way of ways) {
          const { keep } = way;
          const before = { plus: plus.handle, ...way, ...(relu ? { y } : {}) };
          const got = engine.batchNormGrad(dy.handle, x.handle, gamma, saved, epsilon, before);
          expect(got.g !== undefined).toBe(keep);
          if (got.g) await expectClose(got.g, g, exact ? 1e-6 : 1e-2);
          await expectClose(got.dx, wantGradient.dx, close);
          await expectClose(got.dGamma, naive([6], wantGradient.dGamma), close);
          await expectClose(got.dBeta, naive([6], wantGradient.dBeta), close);
        }
        // Nothing before it to go through: what is kept is dy, as a handle of its own.
        const { g: same, dx, dGamma, dBeta } = engine.batchNormGrad(dy.handle, x.handle, gamma, saved, epsilon, { keep: true });
        await expectClose(same as Handle, dy.value, 1e-6);
        made.push(dx, dGamma, dBeta);
      });

      it('with given statistics', async () => {
        const x = await random(10, [3, 4, 5, 6]);
        const [gamma, beta, mean] = [normals(11, 6), normals(12, 6), normals(13, 6)];
        const variance = normals(14, 6).map((value) => value * value + 0.1);
        const want = oracle.normalised(x.value, mean, variance, 1e-5);
        want.data.forEach((value, at) => (want.data[at] = value * gamma[at % 6]! + beta[at % 6]!));
        const [g, b, m, v] = [gamma, beta, mean, variance].map((values) => float(values, [6])) as [Handle, Handle, Handle, Handle];
        await expectClose(engine.batchNormInference(x.handle, g, b, m, v, 1e-5), want);
        const wantRelu = naive(
          want.shape,
          want.data.map((y) => Math.max(y, 0)),
        );
        await expectClose(engine.batchNormInference(x.handle, g, b, m, v, 1e-5, { relu: true }), wantRelu);
      });
    });

    describe('elementwise operations and reductions', () => {
      it('relu and its gradient', async () => {
        const x = await random(15, [2, 3, 4, 5]);
        const want = x.value.data.map((value) => Math.max(value, 0));
        const y = engine.relu(x.handle);
        await expectClose(y, naive(x.value.shape, want), 1e-6);
        const dy = await random(16, [2, 3, 4, 5]);
        const wantGradient = dy.value.data.map((value, at) => (x.value.data[at]! > 0 ? value : 0));
        await expectClose(engine.reluGrad(dy.handle, y), naive(x.value.shape, wantGradient), 1e-6);
      });

      it('relu6 and its gradient', async () => {
        const wide = float(
          normals(15, 120).map((value) => 4 * value),
          [2, 3, 4, 5],
        );
        const x = exact ? wide : own(engine.cast(wide, precision));
        const value = naive([2, 3, 4, 5], await read(x));
        expect(value.data.filter((v) => v > 6).length).toBeGreaterThan(2);
        const y = engine.relu6(x);
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
        await expectClose(engine.relu6Grad(dy.handle, y), naive(value.shape, wantGradient), 1e-6);
      });

      it('add, scale and lerp', async () => {
        const [a, b] = [await random(17, [7, 9]), await random(18, [7, 9])];
        await expectClose(
          engine.add(a.handle, b.handle),
          naive(
            [7, 9],
            a.value.data.map((value, at) => value + b.value.data[at]!),
          ),
        );
        await expectClose(
          engine.scale(a.handle, -0.375),
          naive(
            [7, 9],
            a.value.data.map((value) => value * -0.375),
          ),
        );
        const mixed = a.value.data.map((value, at) => value * 0.9 + b.value.data[at]! * 0.1);
        await expectClose(engine.lerp(a.handle, b.handle, 0.1), naive([7, 9], mixed));
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
          engine.subtract(a.handle, b.handle),
          each((at) => x[at]! - y[at]!),
        );
        await expectClose(
          engine.multiply(a.handle, b.handle),
          each((at) => x[at]! * y[at]!),
        );
        await expectClose(
          engine.divide(a.handle, b.handle),
          each((at) => x[at]! / y[at]!),
        );
        await expectClose(
          engine.addScalar(a.handle, 2.25),
          each((at) => x[at]! + 2.25),
        );
        const squares = own(engine.multiply(a.handle, a.handle));
        await expectClose(
          engine.squareRoot(squares),
          each((at) => Math.abs(x[at]!)),
        );
      });

      it('sumSquares to a scalar', async () => {
        const data = normals(42, 700);
        const sum = engine.sumSquares(float(data, [7, 100]));
        await expectClose(sum, naive([], [data.reduce((total, value) => total + value * value, 0)]), 1e-5);
      });

      it('slices and joins rows', async () => {
        const x = await random(43, [5, 2, 3]);
        const parts = [own(engine.sliceRows(x.handle, 0, 1)), own(engine.sliceRows(x.handle, 1, 4))];
        expect(parts.map((part) => part.shape)).toEqual([
          [1, 2, 3],
          [4, 2, 3],
        ]);
        expect(parts.map((part) => part.dtype)).toEqual([precision, precision]);
        expect(await read(parts[1]!)).toEqual(Float32Array.from(x.value.data.slice(6)));
        expect(await read(own(engine.concatRows(parts)))).toEqual(Float32Array.from(x.value.data));
        const alone = engine.concatRows([parts[0]!]);
        expect(alone).not.toBe(parts[0]);
        expect(await read(own(alone))).toEqual(await read(parts[0]!));
        expect(() => engine.concatRows([])).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
      });

      it('global average pooling and its gradient', async () => {
        const x = await random(19, [2, 3, 5, 7]);
        await expectClose(engine.globalAveragePool(x.handle), oracle.pixelMean(x.value));
        const dy = await random(20, [2, 7]);
        const want = naive([2, 3, 5, 7]);
        want.data.forEach((_, at) => (want.data[at] = dy.value.data[Math.floor(at / 105) * 7 + (at % 7)]! / 15));
        await expectClose(engine.globalAveragePoolGrad(dy.handle, [2, 3, 5, 7]), want);
      });

      it.each([1, 3, 6.5])('generalised mean pooling with p = %d and its gradients', async (p) => {
        const shape = [2, 3, 5, 7];
        const values = normals(44, size(shape)).map((value) => value + 0.5);
        const [x, power] = [float(values, shape), float(Float32Array.of(p), [1])];
        const value = naive(shape, values);
        const dyValues = normals(45, 14);
        const want = oracle.generalisedMeanGradients(value, naive([2, 7], dyValues), Math.fround(p), 1e-6);
        await expectClose(engine.gemPool(x, power, 1e-6), oracle.generalisedMean(value, p, 1e-6));
        const { dx, dP } = engine.gemPoolGrad(float(dyValues, [2, 7]), x, power, 1e-6);
        await expectClose(dx, want.dx, 1e-4);
        await expectClose(dP, naive([1], [want.dP]), 1e-4);
      });

      it('generalised mean pooling of dead, tiny and huge channels stays finite', async () => {
        // [1, 2, 2, 3]: nothing above epsilon; powers that underflow; powers that overflow.
        const x = float(Float32Array.of(0, 1e-5, 1e20, -1, 2e-5, 2e20, 0, 1e-5, 0, -2, 0, 0), [1, 2, 2, 3]);
        const power = float(Float32Array.of(9), [1]);
        const pooled = await read(own(engine.gemPool(x, power, 1e-6)));
        expect(pooled[0]! / 1e-6).toBeCloseTo(1, 4);
        expect(pooled[1]! / (2e-5 * ((1 + 2 * 0.5 ** 9) / 4) ** (1 / 9))).toBeCloseTo(1, 4);
        expect(pooled[2]! / (2e20 * ((1 + 0.5 ** 9) / 4) ** (1 / 9))).toBeCloseTo(1, 4);
        const { dx, dP } = engine.gemPoolGrad(float(Float32Array.of(1, 1, 1e-20), [1, 3]), x, power, 1e-6);
        const gradient = await read(own(dx));
        expect([...gradient, ...(await read(own(dP)))].every(Number.isFinite)).toBe(true);
        expect([gradient[0], gradient[3], gradient[6], gradient[9]]).toEqual([0, 0, 0, 0]);
      });

      it('addBias and sumRows', async () => {
        const x = await random(21, [9, 5]);
        const bias = await random(22, [5]);
        await expectClose(
          engine.addBias(x.handle, bias.handle),
          naive(
            [9, 5],
            x.value.data.map((value, at) => value + bias.value.data[at % 5]!),
          ),
        );
        const sums = naive([5]);
        x.value.data.forEach((value, at) => (sums.data[at % 5]! += value));
        await expectClose(engine.sumRows(x.handle), sums);
      });
    });

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
          engine.matMul(a.handle, b.handle, transposeA, transposeB),
          oracle.product(a.value, b.value, transposeA, transposeB),
        );
      });

      it('of a row with a column', async () => {
        const [a, b] = [await random(25, [1, 40]), await random(26, [40, 1])];
        await expectClose(engine.matMul(a.handle, b.handle), oracle.product(a.value, b.value, false, false));
      });
    });

    it('one step of gradient descent', async () => {
      const data = [normals(36, 12), normals(37, 12)];
      const handles = data.map((values) => float(values, [3, 4])) as [Handle, Handle];
      const shared = handles.map((handle) => own(engine.cast(handle, 'float32')));
      const next = engine.descend(...handles, 0.05);
      await expectClose(
        next,
        naive(
          [3, 4],
          Array.from(data[0]!, (value, at) => value - 0.05 * data[1]![at]!),
        ),
        1e-6,
      );
      await expectTakenOver(handles, 1, shared, data);
    });

    it.each([
      { momentum: 0, weightDecay: 0, nesterov: false },
      { momentum: 0.9, weightDecay: 5e-4, nesterov: false },
      { momentum: 0.9, weightDecay: 5e-4, nesterov: true },
    ])('one SGD step with %o', async (settings) => {
      const learningRate = 0.05;
      const [p, v, g] = [normals(27, 12), normals(28, 12), normals(29, 12)];
      const handles = [p, v, g].map((values) => float(values, [3, 4])) as [Handle, Handle, Handle];
      const shared = handles.map((handle) => own(engine.cast(handle, 'float32')));
      const next = engine.sgdStep(...handles, { learningRate, ...settings });
      const decayed = Array.from(g, (value, at) => value + settings.weightDecay * p[at]!);
      const velocity = decayed.map((value, at) => settings.momentum * v[at]! + value);
      const direction = settings.nesterov ? decayed.map((value, at) => value + settings.momentum * velocity[at]!) : velocity;
      await expectClose(next.velocity, naive([3, 4], velocity), 1e-6);
      await expectClose(
        next.parameter,
        naive(
          [3, 4],
          direction.map((value, at) => p[at]! - learningRate * value),
        ),
        1e-6,
      );
      await expectTakenOver(handles, 2, shared, [p, v, g]);
    });

    it('one Adam step', async () => {
      const settings = { rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-3 };
      const data = [30, 31, 32, 33].map((seed) => normals(seed, 12));
      data[2] = data[2]!.map(Math.abs);
      const handles = data.map((values) => float(values, [3, 4])) as [Handle, Handle, Handle, Handle];
      const shared = handles.map((handle) => own(engine.cast(handle, 'float32')));
      const next = engine.adamStep(...handles, settings);
      const [p, m, v, g] = data.map((values) => Array.from(values)) as [number[], number[], number[], number[]];
      const first = m.map((value, at) => settings.beta1 * value + (1 - settings.beta1) * g[at]!);
      const second = v.map((value, at) => settings.beta2 * value + (1 - settings.beta2) * g[at]! ** 2);
      const parameter = p.map((value, at) => value - (settings.rate * first[at]!) / (Math.sqrt(second[at]!) + settings.epsilon));
      await expectClose(next.parameter, naive([3, 4], parameter), 1e-6);
      await expectClose(next.first, naive([3, 4], first), 1e-6);
      await expectClose(next.second, naive([3, 4], second), 1e-6);
      await expectTakenOver(handles, 3, shared, data);
    });

    describe('pictures', () => {
      const boxes = Float32Array.of(0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, 0, 1, 1, 0, 0.7, 0.9, 0.1, 0.15, 0.3, 0.3, 0.3, 0.3);
      const boxImages = Int32Array.of(0, 1, 0, 1, 0);

      it('crops and resizes, mirroring where x1 > x2, from float32 and uint8', async () => {
        const pixels = Uint8Array.from({ length: 2 * 9 * 12 * 3 }, (_, at) => (at * 37 + Math.floor(at / 7) * 11) % 256);
        const shape = [2, 9, 12, 3];
        for (const source of [engine.upload(pixels, shape), engine.upload(Float32Array.from(pixels), shape)]) {
          own(source);
          for (const side of [1, 2, 5, 12])
            await expectClose(
              engine.cropAndResize(source, boxes, boxImages, side),
              oracle.crops(naive(shape, pixels), boxes, boxImages, side),
              1e-4,
            );
        }
      });

      it('leaves no black edge on boxes that touch the border, at any size', async () => {
        const edges = Float32Array.of(0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0);
        for (const side of [7, 48, 64, 65, 96, 97]) {
          const source = own(engine.upload(new Uint8Array(side * side * 3).fill(200), [1, side, side, 3]));
          for (const target of [5, 31, 32, 47, 63, 64, 96]) {
            const cut = own(engine.cropAndResize(source, edges, new Int32Array(4), target));
            const values = await read(cut);
            expect(Math.min(...values), `${side} px to ${target}`).toBeGreaterThan(199.9);
          }
        }
      });

      it('maps colours for each image on its own and takes the mean of pixels', async () => {
        const shape = [3, 4, 5, 3];
        const values = normals(30, size(shape));
        const source = float(values, shape);
        const [matrices, offsets] = [normals(31, 27), normals(32, 9)];
        const want = oracle.colourMapped(naive(shape, values), matrices, offsets, -1.5, 1.25);
        await expectClose(engine.colourTransform(source, matrices, offsets, -1.5, 1.25), want);
        await expectClose(engine.meanPixels(source), oracle.pixelMean(naive(shape, values)));
      });
    });

    describe('handles', () => {
      it('go up and come down unchanged', async () => {
        const x = own(engine.upload(Float32Array.of(1.5, -2, 1e-20, 3e38), [2, 2]));
        expect([...(await engine.download(x))]).toEqual([1.5, -2, Math.fround(1e-20), Math.fround(3e38)]);
        const ints = await engine.download(own(engine.upload(Int32Array.of(-7, 1 << 30), [2])));
        expect(ints).toBeInstanceOf(Int32Array);
        expect([...ints]).toEqual([-7, 1 << 30]);
        const bytes = await engine.download(own(engine.upload(Uint8Array.of(0, 128, 255), [3])));
        expect(bytes).toBeInstanceOf(Float32Array);
        expect([...bytes]).toEqual([0, 128, 255]);
      });

      it('share no memory with the arrays they came from and went to', async () => {
        // Several sizes, because a library may share memory only where it happens to be aligned.
        for (const length of [1, 2, 3, 4, 5, 8, 16, 64, 1024, 65536]) {
          const source = new Float32Array(length).fill(2);
          const x = own(engine.upload(source, [length]));
          source.fill(0);
          const first = await engine.download(x);
          expect(first.every((value) => value === 2)).toBe(true);
          first.fill(7);
          expect((await engine.download(x)).every((value) => value === 2)).toBe(true);
        }
      });

      it('cast between types and reshape', async () => {
        const bytes = own(engine.upload(Uint8Array.of(3, 250, 7, 9), [4]));
        expect(bytes.dtype).toBe('uint8');
        const wide = own(engine.cast(bytes, 'float32'));
        expect(wide.dtype).toBe('float32');
        expect([...(await read(wide))]).toEqual([3, 250, 7, 9]);
        expect([...(await engine.download(own(engine.cast(wide, 'int32'))))]).toEqual([3, 250, 7, 9]);
        const square = own(engine.reshape(wide, [2, 2]));
        expect(square.shape).toEqual([2, 2]);
        // The copy of a handle lives on its own.
        const same = engine.cast(wide, 'float32');
        engine.free(same);
        expect([...(await read(wide))]).toEqual([3, 250, 7, 9]);
      });

      it('are counted, and refused once freed', async () => {
        const count = engine.liveHandles();
        const x = engine.upload(Float32Array.of(1), [1]);
        expect(engine.liveHandles()).toBe(count + 1);
        engine.free(x);
        expect(engine.liveHandles()).toBe(count);
        const freed = expect.objectContaining({ code: 'HANDLE_FREED' }) as CoreError;
        expect(() => engine.relu(x)).toThrow(freed);
        expect(() => engine.free(x)).toThrow(freed);
        await expect((async () => engine.download(x))()).rejects.toThrow(freed);
      });

      it('are refused when the data do not fill the shape, or the handle is a stranger', () => {
        expect(() => engine.upload(new Float32Array(3), [2, 2])).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
        expect(() => engine.relu({ shape: [1], dtype: 'float32' })).toThrow(CoreError);
      });
    });
  });
}
