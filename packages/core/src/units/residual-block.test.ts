import * as tf from '@tensorflow/tfjs-node-gpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, relativeError, takeGradient, values } from '../../test/gradient-check.js';
import type { ResidualPlan } from '../plans/block-plan.js';
import { padded } from '../../test/padded.js';
import { BATCH_NORM_EPSILON, type ConvBnPlan } from '../plans/layer-plan.js';
import { planResNet } from '../plans/resnet-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createResidualBlock } from './residual-block.js';

const basic = planResNet({ depth: 18, stem: 'small', width: 4 }).blocks;
const bottleneck = planResNet({ depth: 50, stem: 'small', width: 2 }).blocks;
const cases: readonly { title: string; plan: ResidualPlan }[] = [
  { title: 'basic, identity shortcut', plan: basic[0] as ResidualPlan },
  { title: 'basic, projected shortcut with stride 2', plan: basic[2] as ResidualPlan },
  { title: 'bottleneck, projected shortcut', plan: bottleneck[0] as ResidualPlan },
  { title: 'bottleneck, identity shortcut', plan: bottleneck[1] as ResidualPlan },
  { title: 'bottleneck, stride 2', plan: bottleneck[3] as ResidualPlan },
];

describe.each(cases)('createResidualBlock: $title', ({ plan }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createNativeEngine();
  });
  afterAll(() => {
    engine.dispose();
  });
  const channels = (plan.body[0] as ConvBnPlan).inputs;
  const shape: [number, number, number, number] = [3, 6, 6, channels];
  const size = shape.reduce((a, b) => a * b, 1);

  const run = async (x: Float32Array, weights: Float32Array) => {
    const block = createResidualBlock(engine, plan, 'float32', 5);
    const input = engine.upload(x, shape);
    const output = block.forward(input);
    const y = await values(engine, output);
    const dy = engine.upload(weights.subarray(0, y.length), output.shape);
    const dInput = block.backward(dy, input, output);
    const dx = await values(engine, dInput);
    const gradients = new Map<string, Float32Array>();
    const kernels = new Map<string, Float32Array>();
    for (const parameter of block.units.flatMap((unit) => unit.parameters)) {
      kernels.set(parameter.name, await values(engine, parameter.value));
      gradients.set(parameter.name, await takeGradient(engine, parameter));
    }
    engine.free(input, output, dy, dInput);
    for (const unit of block.units) engine.free(...unit.parameters.map((p) => p.value), ...unit.statistics.map((s) => s.value));
    return { y, dx, gradients, kernels, outputShape: output.shape };
  };

  const weights = normals(2, size * 8);

  it('agrees with tfjs autograd in output, input gradient and every kernel gradient', async () => {
    const x = normals(1, size).map(Math.abs);
    const ours = await run(x, weights);
    const units = [...plan.body, ...(plan.shortcut ? [plan.shortcut] : [])];
    const kernelsOf = units.map(({ name, window, inputs, outputs }) =>
      tf.tensor(ours.kernels.get(`${name}.conv`) as Float32Array, [window.kernel, window.kernel, inputs, outputs]),
    );
    const convBn = (input: tf.Tensor, unit: ConvBnPlan, kernel: tf.Tensor): tf.Tensor => {
      const convolved = tf.conv2d(padded(input as tf.Tensor4D, unit.window), kernel as tf.Tensor4D, unit.window.stride, 'valid');
      const { mean, variance } = tf.moments(convolved, [0, 1, 2]);
      const normalised = convolved.sub(mean).div(variance.add(BATCH_NORM_EPSILON).sqrt());
      return unit.activation === 'relu' ? normalised.relu() : normalised;
    };
    const forward = (input: tf.Tensor, ...kernels: tf.Tensor[]): tf.Tensor => {
      const branch = plan.body.reduce((activation, unit, i) => convBn(activation, unit, kernels[i] as tf.Tensor), input);
      const skip = plan.shortcut ? convBn(input, plan.shortcut, kernels.at(-1) as tf.Tensor) : input;
      return branch.add(skip).relu();
    };
    const input = tf.tensor4d(x, shape);
    const y = forward(input, ...kernelsOf);
    const dy = tf.tensor(weights.subarray(0, y.size), y.shape);
    const theirs = tf.grads((at: tf.Tensor, ...kernels: tf.Tensor[]) =>
      forward(at, ...kernels)
        .mul(dy)
        .sum(),
    )([input, ...kernelsOf]);
    expect(ours.outputShape).toEqual(y.shape);
    expect(relativeError(ours.y, y.dataSync())).toBeLessThan(1e-4);
    expect(relativeError(ours.dx, (theirs[0] as tf.Tensor).dataSync())).toBeLessThan(2e-3);
    units.forEach((unit, i) => {
      const gradient = ours.gradients.get(`${unit.name}.conv`) as Float32Array;
      expect(relativeError(gradient, (theirs[i + 1] as tf.Tensor).dataSync()), unit.name).toBeLessThan(2e-3);
    });
    tf.dispose([input, y, dy, theirs, kernelsOf]);
  });

  it('agrees with a finite difference along a direction of the input', async () => {
    const x = normals(3, size);
    const { dx } = await run(x, weights);
    const along = probeDirection(4, dx);
    const numeric = await directionalDerivative(x, along, 5e-3, async (moved) => {
      const { y } = await run(moved, weights);
      return dot(y, weights);
    });
    expect(dot(dx, along) / numeric).toBeCloseTo(1, 1);
  });

  it('leaves no handle behind, and none after a forward that is discarded', async () => {
    const before = engine.liveHandles();
    await run(normals(6, size), weights);
    expect(engine.liveHandles()).toBe(before);
    const block = createResidualBlock(engine, plan, 'float32', 5);
    const resting = engine.liveHandles();
    const input = engine.upload(normals(7, size), shape);
    engine.free(block.forward(input), input);
    block.discard();
    expect(engine.liveHandles()).toBe(resting);
  });
});
