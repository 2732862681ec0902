import { describe, expect, it } from 'vitest';
import type { Handle } from '../../src/engine/engine.js';
import type { Activation } from '../../src/plans/layer-plan.js';
import { normals } from '../gradient-check.js';
import * as oracle from '../naive-operations.js';
import { naive } from '../naive-operations.js';
import { size } from './conformance-bench.js';
import type { ConformanceBench } from './conformance-bench.js';

const ACTIVATIONS: Record<Activation, (value: number) => number> = {
  none: (value) => value,
  relu: (value) => Math.max(value, 0),
  relu6: (value) => Math.min(Math.max(value, 0), 6),
};

/** Whether an activation lets the gradient through where it answered `y`. */
const isOpen = (activation: Activation, y: number): boolean => activation === 'none' || (y > 0 && (activation === 'relu' || y < 6));

/** Part of `describeEngineConformance`. */
export function describeBatchNorm(bench: ConformanceBench): void {
  const { own, float, read, random, expectClose, precision, exact } = bench;
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
      const x = exact ? wide : own(bench.engine.cast(wide, precision));
      const value = naive(shape, await read(x));
      const gammaValues = normals(7, channels);
      const betaValues = normals(8, channels);
      const gamma = float(gammaValues, [channels]);
      const beta = float(betaValues, [channels]);
      const epsilon = 1e-5;
      const want = oracle.batchNormalisation(value, gammaValues, betaValues, epsilon);
      const { y, batchMean, batchVariance, saved } = bench.engine.batchNormTrain(x, gamma, beta, epsilon);
      bench.keep(...saved);
      expect(y.dtype).toBe(precision);
      expect([batchMean.dtype, batchVariance.dtype]).toEqual(['float32', 'float32']);
      await expectClose(y, want.y, exact ? 1e-4 : 1e-2);
      await expectClose(bench.engine.batchNormReplay(x, gamma, beta, saved, epsilon), want.y, exact ? 1e-4 : 1e-2);
      for (const activation of ['relu', 'relu6'] as const) {
        const activated = naive(shape, want.y.data.map(ACTIVATIONS[activation]));
        await expectClose(bench.engine.batchNormReplay(x, gamma, beta, saved, epsilon, { activation }), activated, exact ? 1e-4 : 1e-2);
      }
      await expectClose(batchMean, naive([channels], want.mean), 1e-4);
      await expectClose(batchVariance, naive([channels], want.variance), 1e-4);
      const dy = await random(9, shape);
      const wantGradient = oracle.batchNormalisationGradient(dy.value, value, gammaValues, epsilon);
      const { dx, dGamma, dBeta } = bench.engine.batchNormGrad(dy.handle, x, gamma, saved, epsilon);
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
      { activation: 'relu', add: false },
      { activation: 'relu6', add: false },
      { activation: 'none', add: true },
      { activation: 'relu', add: true },
      { activation: 'relu6', add: true },
    ] as const)('in one pass with what follows, $activation, add $add', async ({ activation, add }) => {
      const shape = [4, 3, 5, 6];
      const [x, side, dy, plus] = [await random(6, shape), await random(5, shape), await random(9, shape), await random(4, shape)];
      // Wide enough for values above 6.
      const [gammaValues, betaValues] = [normals(7, 6).map((value) => 6 * value), normals(8, 6)];
      const [gamma, beta] = [float(gammaValues, [6]), float(betaValues, [6])];
      const epsilon = 1e-5;
      const after = { activation, ...(add ? { add: side.handle } : {}) };
      const close = exact ? 1e-4 : 1e-2;
      const plain = oracle.batchNormalisation(x.value, gammaValues, betaValues, epsilon);
      const want = naive(
        shape,
        plain.y.data.map((value, at) => ACTIVATIONS[activation](value + (add ? side.value.data[at]! : 0))),
      );
      const { y, batchMean, batchVariance, saved } = bench.engine.batchNormTrain(x.handle, gamma, beta, epsilon, after);
      bench.keep(...saved, y);
      await expectClose(bench.engine.cast(y, precision), want, close);
      await expectClose(batchMean, naive([6], plain.mean), 1e-4);
      await expectClose(batchVariance, naive([6], plain.variance), 1e-4);
      await expectClose(bench.engine.batchNormReplay(x.handle, gamma, beta, saved, epsilon, after), want, close);

      // Where y is exactly 0 is the engine's to say: rounding moves some values across.
      const output = await read(y);
      const g = naive(
        shape,
        dy.value.data.map((value, at) => (isOpen(activation, output[at]!) ? value + plus.value.data[at]! : 0)),
      );
      const wantGradient = oracle.batchNormalisationGradient(g, x.value, gammaValues, epsilon);
      // What was not added to can be told from x and beta.
      const ways = [{ keep: true }, { keep: false }, ...(activation !== 'none' && !add ? [{ keep: false, beta }] : [])];
      for (const way of ways) {
        const { keep } = way;
        const before = { plus: plus.handle, ...way, ...(activation === 'none' ? {} : { y, activation }) };
        const got = bench.engine.batchNormGrad(dy.handle, x.handle, gamma, saved, epsilon, before);
        expect(got.g !== undefined).toBe(keep);
        if (got.g) await expectClose(got.g, g, exact ? 1e-6 : 1e-2);
        await expectClose(got.dx, wantGradient.dx, close);
        await expectClose(got.dGamma, naive([6], wantGradient.dGamma), close);
        await expectClose(got.dBeta, naive([6], wantGradient.dBeta), close);
      }
      // Nothing before it to go through: what is kept is dy, as a handle of its own.
      const { g: same, dx, dGamma, dBeta } = bench.engine.batchNormGrad(dy.handle, x.handle, gamma, saved, epsilon, { keep: true });
      await expectClose(same as Handle, dy.value, 1e-6);
      bench.keep(dx, dGamma, dBeta);
    });

    it('with given statistics', async () => {
      const x = await random(10, [3, 4, 5, 6]);
      const [gamma, beta, mean] = [normals(11, 6), normals(12, 6), normals(13, 6)];
      const variance = normals(14, 6).map((value) => value * value + 0.1);
      const want = oracle.normalised(x.value, mean, variance, 1e-5);
      want.data.forEach((value, at) => (want.data[at] = value * gamma[at % 6]! + beta[at % 6]!));
      const [g, b, m, v] = [gamma, beta, mean, variance].map((values) => float(values, [6])) as [Handle, Handle, Handle, Handle];
      await expectClose(bench.engine.batchNormInference(x.handle, g, b, m, v, 1e-5), want);
      for (const activation of ['relu', 'relu6'] as const) {
        const activated = naive(want.shape, want.data.map(ACTIVATIONS[activation]));
        await expectClose(bench.engine.batchNormInference(x.handle, g, b, m, v, 1e-5, { activation }), activated);
      }
    });

    it.each([
      { activation: 'none', plus: false, keep: false },
      { activation: 'relu', plus: false, keep: false },
      { activation: 'relu6', plus: false, keep: false },
      { activation: 'relu', plus: true, keep: true },
      { activation: 'relu6', plus: true, keep: true },
      { activation: 'none', plus: false, keep: true },
    ] as const)('back through given statistics, $activation, plus $plus, keep $keep', async ({ activation, plus, keep }) => {
      const shape = [3, 4, 5, 6];
      const [x, dy, side] = [await random(10, shape), await random(9, shape), await random(4, shape)];
      const [gamma, beta, mean] = [normals(11, 6).map((value) => 6 * value), normals(12, 6), normals(13, 6)];
      const variance = normals(14, 6).map((value) => value * value + 0.1);
      const epsilon = 1e-3;
      const [g, b, m, v] = [gamma, beta, mean, variance].map((values) => float(values, [6])) as [Handle, Handle, Handle, Handle];
      const y = own(bench.engine.batchNormInference(x.handle, g, b, m, v, epsilon, { activation }));
      const output = await read(y);
      const before = {
        keep,
        ...(plus ? { plus: side.handle } : {}),
        ...(activation === 'none' ? {} : { y, activation, ...(keep ? {} : { beta: b }) }),
      };
      const got = bench.engine.batchNormInferenceGrad(dy.handle, x.handle, g, m, v, epsilon, before);
      const through = dy.value.data.map((value, at) => (isOpen(activation, output[at]!) ? value + (plus ? side.value.data[at]! : 0) : 0));
      const normal = oracle.normalised(x.value, mean, variance, epsilon).data;
      const sums = (terms: Float64Array): number[] =>
        Array.from({ length: 6 }, (_, c) => terms.reduce((sum, term, at) => (at % 6 === c ? sum + term : sum), 0));
      const dx = through.map((value, at) => (value * gamma[at % 6]!) / Math.sqrt(variance[at % 6]! + epsilon));
      expect([got.dGamma.dtype, got.dBeta.dtype, got.g !== undefined]).toEqual(['float32', 'float32', keep]);
      await expectClose(got.dx, naive(shape, dx));
      await expectClose(got.dGamma, naive([6], sums(through.map((value, at) => value * normal[at]!))), exact ? 1e-4 : 1e-2);
      await expectClose(got.dBeta, naive([6], sums(through)), exact ? 1e-4 : 1e-2);
      if (got.g) await expectClose(got.g, naive(shape, through));
    });
  });
}
