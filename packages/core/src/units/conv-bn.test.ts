import * as tf from '@tensorflow/tfjs-node-gpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  directionalDerivative,
  dot,
  normals,
  probeDirection,
  relativeError,
  setParameter,
  takeGradient,
  values,
} from '../../test/gradient-check.js';
import { padded } from '../../test/padded.js';
import { BATCH_NORM_EPSILON, convBn, depthwiseBn, type ConvBnPlan } from '../plans/layer-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { RUNNING_STATISTICS_WEIGHT } from './batch-norm.js';
import { createConvBn } from './conv-bn.js';

const plans: readonly ConvBnPlan[] = [
  convBn('same3', 3, 4, 3, 1, 'relu'),
  convBn('down3', 3, 4, 3, 2, 'relu'),
  convBn('down1', 3, 5, 1, 2, 'none'),
  convBn('stem7', 3, 4, 7, 2, 'relu'),
  convBn('same3six', 3, 4, 3, 1, 'relu6'),
  depthwiseBn('depthwise', 3, 1, 'relu6'),
  depthwiseBn('depthwise2', 3, 2, 'relu6'),
  { ...depthwiseBn('lopsided5', 3, 2, 'relu6', 5), window: { kernel: 5, stride: 2, padding: 'same' }, epsilon: 0.1 },
  { ...convBn('lopsided3', 3, 4, 3, 2, 'relu6'), window: { kernel: 3, stride: 2, padding: 'same' }, epsilon: 0.1 },
];
const shape: [number, number, number, number] = [2, 8, 8, 3];

describe.each(plans)('createConvBn $name', (plan) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createNativeEngine();
  });
  afterAll(() => {
    engine.dispose();
  });

  const run = async (x: Float32Array, tune: (unit: ReturnType<typeof createConvBn>) => void, weights: Float32Array) => {
    const unit = createConvBn(engine, plan, 'float32', 7);
    tune(unit);
    const input = engine.upload(x, shape);
    const output = unit.forward(input);
    const y = await values(engine, output);
    const dy = engine.upload(weights.subarray(0, y.length), output.shape);
    const dInput = unit.backward(dy, input, output);
    const dx = await values(engine, dInput);
    const gradients = await Promise.all(unit.parameters.map((parameter) => takeGradient(engine, parameter)));
    const statistics = await Promise.all(unit.statistics.map((statistic) => values(engine, statistic.value)));
    const outputShape = output.shape;
    engine.free(input, output, dy, dInput, ...unit.parameters.map((p) => p.value), ...unit.statistics.map((s) => s.value));
    return { y, dx, gradients, statistics, outputShape };
  };
  const affine = (unit: ReturnType<typeof createConvBn>): void => {
    // Large enough for some activations to reach the ceiling of ReLU6.
    const scale = plan.activation === 'relu6' ? 6 : 1;
    const [, gamma, beta] = unit.parameters;
    if (!gamma || !beta) throw new Error('a unit has three parameters');
    setParameter(
      engine,
      gamma,
      Float32Array.from(gamma.shape.flatMap((n) => Array.from({ length: n }, (_, i) => scale * (0.7 + 0.2 * i)))),
    );
    setParameter(engine, beta, Float32Array.from(beta.shape.flatMap((n) => Array.from({ length: n }, (_, i) => 0.1 * i - 0.2))));
  };

  it('agrees with tfjs autograd in output, input gradient and every parameter gradient', async () => {
    const x = normals(1, 2 * 8 * 8 * 3);
    const weights = normals(2, 2 * 8 * 8 * 8);
    const ours = await run(x, affine, weights);
    const { kernel, stride } = plan.window;
    const unit = createConvBn(engine, plan, 'float32', 7);
    affine(unit);
    const [filter, gamma, beta] = await Promise.all(unit.parameters.map((parameter) => values(engine, parameter.value)));
    engine.free(...unit.parameters.map((p) => p.value), ...unit.statistics.map((s) => s.value));
    const forward = (input: tf.Tensor, w: tf.Tensor, g: tf.Tensor, b: tf.Tensor): tf.Tensor => {
      const convolve = plan.depthwise ? tf.depthwiseConv2d : tf.conv2d;
      const convolved = convolve(padded(input as tf.Tensor4D, plan.window), w as tf.Tensor4D, stride, 'valid');
      const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
      const normalised = convolved
        .sub(mean)
        .div(variance.add(plan.epsilon ?? BATCH_NORM_EPSILON).sqrt())
        .mul(g)
        .add(b);
      if (plan.activation === 'relu6') return normalised.relu6();
      return plan.activation === 'relu' ? normalised.relu() : normalised;
    };
    const inputs = [
      tf.tensor4d(x, shape),
      tf.tensor(filter as Float32Array, [kernel, kernel, plan.inputs, plan.depthwise ? 1 : plan.outputs]),
      tf.tensor1d(gamma as Float32Array),
      tf.tensor1d(beta as Float32Array),
    ];
    const y = forward(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]));
    const dy = tf.tensor(weights.subarray(0, y.size), y.shape);
    const theirs = tf.grads((...at: tf.Tensor[]) =>
      forward(...(at as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]))
        .mul(dy)
        .sum(),
    )(inputs);
    expect(ours.outputShape).toEqual(y.shape);
    expect(relativeError(ours.y, y.dataSync())).toBeLessThan(1e-4);
    expect(relativeError(ours.dx, (theirs[0] as tf.Tensor).dataSync())).toBeLessThan(1e-3);
    ours.gradients.forEach((gradient, i) => {
      expect(relativeError(gradient, (theirs[i + 1] as tf.Tensor).dataSync())).toBeLessThan(1e-3);
    });
    tf.dispose([inputs, y, dy, theirs]);
  });

  it('agrees with finite differences along random directions of the input and the kernel', async () => {
    const x = normals(3, 2 * 8 * 8 * 3);
    const weights = normals(4, 2 * 8 * 8 * 8);
    const at = await run(x, affine, weights);
    const alongInput = probeDirection(5, at.dx);
    const numericInput = await directionalDerivative(x, alongInput, 1e-2, async (moved) => {
      const { y } = await run(moved, affine, weights);
      return dot(y, weights);
    });
    expect(dot(at.dx, alongInput) / numericInput).toBeCloseTo(1, 1);
    const unit = createConvBn(engine, plan, 'float32', 7);
    const filter = unit.parameters[0];
    if (!filter) throw new Error('a unit has a kernel');
    const kernel = await values(engine, filter.value);
    engine.free(...unit.parameters.map((p) => p.value), ...unit.statistics.map((s) => s.value));
    const alongKernel = probeDirection(6, at.gradients[0] as Float32Array);
    const numericKernel = await directionalDerivative(kernel, alongKernel, 2e-3, async (moved) => {
      const tuned = await run(
        x,
        (u) => {
          affine(u);
          setParameter(engine, u.parameters[0] as (typeof u.parameters)[number], moved);
        },
        weights,
      );
      return dot(tuned.y, weights);
    });
    expect(dot(at.gradients[0] as Float32Array, alongKernel) / numericKernel).toBeCloseTo(1, 1);
  });

  it('moves running statistics a tenth of the way to the batch mean and unbiased variance', async () => {
    const x = normals(8, 2 * 8 * 8 * 3);
    const unit = createConvBn(engine, plan, 'float32', 7);
    const input = engine.upload(x, shape);
    const kernel = (unit.parameters[0] as (typeof unit.parameters)[number]).value;
    const convolution = plan.depthwise ? engine.depthwiseConv2d(input, kernel, plan.window) : engine.conv2d(input, kernel, plan.window);
    const c = await values(engine, convolution);
    const rows = c.length / plan.outputs;
    const { statistics } = await run(x, () => undefined, normals(9, 1024));
    for (let channel = 0; channel < plan.outputs; channel++) {
      const column = Array.from({ length: rows }, (_, row) => c[row * plan.outputs + channel] as number);
      const mean = column.reduce((a, b) => a + b, 0) / rows;
      const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / (rows - 1);
      expect(statistics[0]?.[channel]).toBeCloseTo(RUNNING_STATISTICS_WEIGHT * mean, 4);
      expect(statistics[1]?.[channel]).toBeCloseTo(1 - RUNNING_STATISTICS_WEIGHT + RUNNING_STATISTICS_WEIGHT * variance, 4);
    }
    engine.free(input, convolution, ...unit.parameters.map((p) => p.value), ...unit.statistics.map((s) => s.value));
  });

  it('leaves no handle behind', async () => {
    const before = engine.liveHandles();
    await run(normals(10, 2 * 8 * 8 * 3), affine, normals(11, 1024));
    expect(engine.liveHandles()).toBe(before);
  });
});

it('gives gradients in bfloat16 that point where the float32 ones point', async () => {
  const engine = await createNativeEngine();
  const plan = convBn('wide', 16, 32, 3, 1, 'relu');
  const gradients: Float32Array[] = [];
  for (const precision of ['float32', 'bfloat16'] as const) {
    const unit = createConvBn(engine, plan, precision, 3);
    const wide = engine.upload(normals(12, 4 * 8 * 8 * 16), [4, 8, 8, 16]);
    const input = engine.cast(wide, precision);
    const output = unit.forward(input);
    const wideDy = engine.upload(normals(13, 4 * 8 * 8 * 32), [4, 8, 8, 32]);
    const dInput = unit.backward(engine.cast(wideDy, precision), input, output);
    gradients.push(await values(engine, dInput), await takeGradient(engine, unit.parameters[0] as (typeof unit.parameters)[number]));
  }
  const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const [dx, dw, dx16, dw16] = gradients as [Float32Array, Float32Array, Float32Array, Float32Array];
  expect(cosine(dx, dx16)).toBeGreaterThan(0.999);
  expect(cosine(dw, dw16)).toBeGreaterThan(0.999);
  engine.dispose();
});
