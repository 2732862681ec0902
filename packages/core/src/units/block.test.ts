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
import type { BlockPlan } from '../plans/block-plan.js';
import { BATCH_NORM_EPSILON, type Activation, type ConvBnPlan, type ConvPlan, type NormPlan } from '../plans/layer-plan.js';
import { planEfficientNetLite } from '../plans/efficientnet-lite-plan.js';
import { planMobileNet } from '../plans/mobilenet-plan.js';
import { planWideResNet } from '../plans/wide-resnet-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createBlock } from './block.js';
import type { Unit } from './unit.js';

const wide = planWideResNet({ kind: 'wide-resnet', depth: 16, widthFactor: 1 }).blocks;
const lite = planEfficientNetLite({ kind: 'efficientnet-lite' }).blocks;
const mobile = planMobileNet({ kind: 'mobilenet', stem: 'imagenet', width: 0.25 }).blocks;
const cases: readonly { title: string; plan: BlockPlan; channels: number }[] = [
  { title: 'pre-activation, identity', plan: wide[1]!, channels: 16 },
  { title: 'pre-activation, projected shortcut with stride 2', plan: wide[2]!, channels: 16 },
  { title: 'inverted residual without expansion', plan: mobile[0]!, channels: 8 },
  { title: 'inverted residual with stride 2', plan: mobile[1]!, channels: 8 },
  { title: 'inverted residual, identity', plan: mobile[2]!, channels: 8 },
  { title: 'inverted residual, padded lopsidedly', plan: lite[1]!, channels: 16 },
  { title: 'inverted residual, 5x5, identity', plan: lite[4]!, channels: 40 },
];

type Tensors = ReadonlyMap<string, tf.Tensor>;

/** The block in training mode, in TensorFlow.js operations that its tape can differentiate. */
function tfBlock(plan: BlockPlan, x: tf.Tensor, weights: Tensors): tf.Tensor {
  const weight = (name: string): tf.Tensor => weights.get(name)!;
  const activate = (y: tf.Tensor, activation: Activation): tf.Tensor =>
    activation === 'none' ? y : activation === 'relu' ? y.relu() : y.relu6();
  const layer = (unit: ConvPlan | ConvBnPlan | NormPlan, input: tf.Tensor): tf.Tensor => {
    let y = input;
    if (unit.kind !== 'norm') {
      const { stride } = unit.window;
      const images = padded(input as tf.Tensor4D, unit.window);
      y = (unit.depthwise ? tf.depthwiseConv2d : tf.conv2d)(images, weight(`${unit.name}.conv`) as tf.Tensor4D, stride, 'valid');
    }
    if (unit.kind === 'conv') return y;
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    const normalised = y.sub(mean).div(variance.add(unit.epsilon ?? BATCH_NORM_EPSILON).sqrt());
    return activate(normalised.mul(weight(`${unit.name}.gamma`)).add(weight(`${unit.name}.beta`)), unit.activation);
  };
  if (plan.kind === 'pre-activation') {
    const activated = layer(plan.norm, x);
    return layer(plan.second, layer(plan.first, activated)).add(plan.shortcut ? layer(plan.shortcut, activated) : x);
  }
  const branch = plan.body.reduce((activation, unit) => layer(unit, activation), x);
  return plan.kind === 'inverted-residual' && plan.identity ? branch.add(x) : branch;
}

describe.each(cases)('createBlock: $title', ({ plan, channels }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createNativeEngine();
  });
  afterAll(() => {
    engine.dispose();
  });
  const shape: [number, number, number, number] = [3, 6, 6, channels];
  const size = shape.reduce((a, b) => a * b, 1);
  const weights = normals(2, size * 8);

  /** gamma and beta away from 1 and 0, and large enough for the ceiling of ReLU6. */
  const create = (): Unit => {
    const block = createBlock(engine, plan, 'float32', 5);
    for (const parameter of block.parameters) {
      const [length = 0] = parameter.shape;
      if (parameter.name.endsWith('gamma'))
        setParameter(
          engine,
          parameter,
          Float32Array.from({ length }, (_, i) => 1 + 4 * ((i * 7) % 5) * 0.25),
        );
      if (parameter.name.endsWith('beta'))
        setParameter(
          engine,
          parameter,
          Float32Array.from({ length }, (_, i) => 0.3 * ((i % 3) - 1)),
        );
    }
    return block;
  };
  const dispose = (block: Unit): void => {
    engine.free(...block.parameters.map((p) => p.value), ...block.statistics.map((s) => s.value));
  };
  const run = async (x: Float32Array) => {
    const block = create();
    const input = engine.upload(x, shape);
    const output = block.forward(input);
    const y = await values(engine, output);
    const dy = engine.upload(weights.subarray(0, y.length), output.shape);
    const dInput = block.backward(dy, input, output);
    const dx = await values(engine, dInput);
    const parameters = new Map<string, { shape: readonly number[]; value: Float32Array; gradient: Float32Array }>();
    for (const parameter of block.parameters)
      parameters.set(parameter.name, {
        shape: parameter.shape,
        value: await values(engine, parameter.value),
        gradient: await takeGradient(engine, parameter),
      });
    engine.free(input, output, dy, dInput);
    dispose(block);
    return { y, dx, parameters, outputShape: output.shape };
  };

  it('agrees with tfjs autograd in output, input gradient and every parameter gradient', async () => {
    const x = normals(1, size);
    const ours = await run(x);
    const names = [...ours.parameters.keys()];
    const inputs = [tf.tensor4d(x, shape), ...[...ours.parameters.values()].map((p) => tf.tensor(p.value, [...p.shape]))];
    const forward = (input: tf.Tensor, ...given: tf.Tensor[]): tf.Tensor =>
      tfBlock(plan, input, new Map(names.map((name, i) => [name, given[i]!])));
    const y = forward(...(inputs as [tf.Tensor, ...tf.Tensor[]]));
    const dy = tf.tensor(weights.subarray(0, y.size), y.shape);
    const theirs = tf.grads((...at: tf.Tensor[]) => tf.sum(tf.mul(forward(...(at as [tf.Tensor, ...tf.Tensor[]])), dy)))(inputs);
    expect(ours.outputShape).toEqual(y.shape);
    expect(relativeError(ours.y, y.dataSync())).toBeLessThan(1e-4);
    expect(relativeError(ours.dx, theirs[0]!.dataSync())).toBeLessThan(2e-3);
    names.forEach((name, i) => {
      expect(relativeError(ours.parameters.get(name)!.gradient, theirs[i + 1]!.dataSync()), name).toBeLessThan(2e-3);
    });
    tf.dispose([inputs, y, dy, theirs]);
  });

  it('agrees with a finite difference along a direction of the input', async () => {
    const x = normals(3, size);
    const { dx } = await run(x);
    const along = probeDirection(4, dx);
    const numeric = await directionalDerivative(x, along, 5e-3, async (moved) => dot((await run(moved)).y, weights));
    expect(dot(dx, along) / numeric).toBeCloseTo(1, 1);
  });

  it('gives gradients in bfloat16 that point where the float32 ones point', async () => {
    const gradients: Float32Array[][] = [];
    for (const precision of ['float32', 'bfloat16'] as const) {
      const block = createBlock(engine, plan, precision, 5);
      const [wideInput, wideDy] = [engine.upload(normals(8, size), shape), engine.upload(weights.subarray(0, size * 8), [size * 8])];
      const input = engine.cast(wideInput, precision);
      const output = block.forward(input);
      expect(output.dtype).toBe(precision);
      const count = output.shape.reduce((a, b) => a * b, 1);
      const head = engine.sliceRows(wideDy, 0, count);
      const shaped = engine.reshape(head, output.shape);
      const dy = engine.cast(shaped, precision);
      const dInput = block.backward(dy, input, output);
      const kernels = block.parameters.filter((parameter) => parameter.name.endsWith('conv'));
      gradients.push([await values(engine, dInput), ...(await Promise.all(kernels.map((kernel) => takeGradient(engine, kernel))))]);
      for (const parameter of block.parameters) if (parameter.gradient) engine.free(parameter.gradient);
      engine.free(wideInput, wideDy, input, output, head, shaped, dy, dInput);
      dispose(block);
    }
    gradients[0]!.forEach((exact, i) => {
      const rounded = gradients[1]![i]!;
      expect(dot(exact, rounded) / Math.sqrt(dot(exact, exact) * dot(rounded, rounded))).toBeGreaterThan(0.99);
    });
  });

  it('moves no statistic when told so, and answers the same', async () => {
    const block = create();
    const input = engine.upload(normals(5, size), shape);
    const read = () => Promise.all(block.statistics.map((statistic) => values(engine, statistic.value)));
    const before = await read();
    const still = block.forward(input, false);
    expect(await read()).toEqual(before);
    const moving = block.forward(input);
    expect(await values(engine, moving)).toEqual(await values(engine, still));
    (await read()).forEach((statistic, i) => {
      expect(statistic).not.toEqual(before[i]);
    });
    block.discard();
    engine.free(input, still, moving);
    dispose(block);
  });

  it('leaves no handle behind, and none after a forward that is discarded', async () => {
    const before = engine.liveHandles();
    await run(normals(6, size));
    const block = create();
    const resting = engine.liveHandles();
    const input = engine.upload(normals(7, size), shape);
    engine.free(block.forward(input), block.infer(input), input);
    block.discard();
    expect(engine.liveHandles()).toBe(resting);
    dispose(block);
    expect(engine.liveHandles()).toBe(before);
  });
});
