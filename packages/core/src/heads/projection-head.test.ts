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
import { BATCH_NORM_EPSILON } from '../plans/layer-plan.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { createProjectionHead, type ProjectionHeadOptions } from './projection-head.js';

const engines = new Map<string, Engine>();
beforeAll(async () => {
  engines.set('native', await createNativeEngine());
  engines.set('wasm', await createTfjsEngine('wasm'));
});
afterAll(() => {
  for (const engine of engines.values()) engine.dispose();
});

const sizes = { inputs: 6, hidden: 8, outputs: 4, seed: 2 };
const rows = 7;
const embedding = normals(1, rows * sizes.inputs);
const weights = normals(2, rows * sizes.outputs);
const kinds: readonly Omit<ProjectionHeadOptions, keyof typeof sizes>[] = [
  {},
  { kind: 'mlp', layers: 3 },
  { kind: 'linear' },
  { kind: 'mlp-bn' },
  { kind: 'mlp-bn', layers: 3 },
  { kind: 'dense-relu' },
  { kind: 'dense-relu', layers: 2 },
];

/** The head in training mode, in operations that tfjs's tape can differentiate. */
function tfHead({ kind = 'mlp' }: (typeof kinds)[number], x: tf.Tensor, weight: (name: string) => tf.Tensor | undefined): tf.Tensor {
  let y = x;
  for (let layer = 1; weight(`dense${layer}.kernel`); layer++) {
    y = tf.add(tf.matMul(y, weight(`dense${layer}.kernel`)!), weight(`dense${layer}.bias`)!);
    const last = !weight(`dense${layer + 1}.kernel`);
    if (!last && kind === 'mlp-bn') {
      const { mean, variance } = tf.moments(y, [0]);
      const normalised = tf.div(tf.sub(y, mean), tf.sqrt(tf.add(variance, BATCH_NORM_EPSILON)));
      y = tf.add(tf.mul(normalised, weight(`norm${layer}.gamma`)!), weight(`norm${layer}.beta`)!);
    }
    if (!last || kind === 'dense-relu') y = tf.relu(y);
  }
  return y;
}

describe.each(['native', 'wasm'])('createProjectionHead on %s', (engineName) => {
  describe.each(kinds)('%o', (options) => {
    /** Values for every parameter: gammas and betas away from 1 and 0. */
    const start = (name: string, index: number, length: number): Float32Array => {
      const random = normals(20 + index, length);
      if (name.endsWith('gamma')) return random.map((value) => 1 + 0.3 * value);
      return random.map((value) => 0.4 * value);
    };
    const run = async (x: Float32Array, moved?: { name: string; value: Float32Array }) => {
      const engine = engines.get(engineName)!;
      const head = createProjectionHead(engine, { ...sizes, ...options });
      const initial = head.parameters.map((parameter, index) => {
        const length = parameter.shape.reduce((a, b) => a * b, 1);
        const value = moved?.name === parameter.name ? moved.value : start(parameter.name, index, length);
        setParameter(engine, parameter, value);
        return { name: parameter.name, shape: [...parameter.shape], value };
      });
      const input = engine.upload(x, [rows, sizes.inputs]);
      const output = head.forward(input);
      const y = await values(engine, output);
      const dy = engine.upload(weights, [rows, sizes.outputs]);
      // Freed before backward, as a caller may.
      engine.free(output);
      const dInput = head.backward(dy);
      const dx = await values(engine, dInput);
      const gradients = await Promise.all(head.parameters.map((parameter) => takeGradient(engine, parameter)));
      engine.free(input, dy, dInput);
      head.dispose();
      return { y, dx, initial, gradients };
    };

    it('agrees with tfjs autograd in output, input gradient and every parameter gradient, and leaves no handle behind', async () => {
      const engine = engines.get(engineName)!;
      const before = engine.liveHandles();
      const { y, dx, initial, gradients } = await run(embedding);
      expect(engine.liveHandles()).toBe(before);
      await tf.setBackend('tensorflow');
      const inputs = [tf.tensor2d(embedding, [rows, sizes.inputs]), ...initial.map(({ shape, value }) => tf.tensor(value, shape))];
      const forward = (...at: tf.Tensor[]): tf.Tensor =>
        tfHead(options, at[0]!, (name) => at.slice(1)[initial.findIndex((parameter) => parameter.name === `head.${name}`)]);
      const theirs = tf.grads((...at: tf.Tensor[]) => tf.sum(tf.mul(forward(...at), tf.tensor2d(weights, [rows, sizes.outputs]))))(inputs);
      expect(relativeError(y, forward(...inputs).dataSync())).toBeLessThan(1e-5);
      expect(relativeError(dx, theirs[0]!.dataSync())).toBeLessThan(1e-4);
      gradients.forEach((gradient, i) => {
        const { name } = initial[i]!;
        const want = theirs[i + 1]!.dataSync();
        // A bias before batch normalisation has no effect: its gradient is rounding.
        if (options.kind === 'mlp-bn' && name.endsWith('bias') && !name.includes(`dense${options.layers ?? 2}`))
          expect(Math.max(...gradient.map(Math.abs)), name).toBeLessThan(1e-4);
        else expect(relativeError(gradient, want), name).toBeLessThan(1e-4);
      });
      tf.dispose([inputs, theirs]);
    });

    it('agrees with finite differences in the embedding and the first kernel', async () => {
      const { dx, initial, gradients } = await run(embedding);
      const alongX = probeDirection(3, dx);
      const numericX = await directionalDerivative(embedding, alongX, 1e-3, async (x) => dot((await run(x)).y, weights));
      expect(dot(dx, alongX) / numericX).toBeCloseTo(1, 1);
      const [{ name, value }, gradient] = [initial[0]!, gradients[0]!];
      const along = probeDirection(4, gradient);
      const numeric = await directionalDerivative(value, along, 1e-3, async (kernel) =>
        dot((await run(embedding, { name, value: kernel })).y, weights),
      );
      expect(dot(gradient, along) / numeric).toBeCloseTo(1, 1);
    });
  });
});

describe('createProjectionHead', () => {
  const native = (): Engine => engines.get('native')!;

  it.each(kinds)('gives back the weights it is loaded with: %o', async (options) => {
    const source = createProjectionHead(native(), { ...sizes, ...options });
    const target = createProjectionHead(native(), { ...sizes, ...options, seed: 9 });
    const weightsOfSource = await source.weights();
    expect(await target.weights()).not.toEqual(weightsOfSource);
    target.load(weightsOfSource);
    expect(await target.weights()).toEqual(weightsOfSource);
    source.dispose();
    target.dispose();
  });

  it('follows the batch with its running statistics, unless told not to, and projects with them', async () => {
    const engine = native();
    const head = createProjectionHead(engine, { ...sizes, kind: 'mlp-bn' });
    const resting = engine.liveHandles();
    const input = engine.upload(embedding, [rows, sizes.inputs]);
    const before = await head.weights();
    expect([...before.keys()]).toContain('head.norm1.variance');
    const still = head.forward(input, { updateStatistics: false });
    expect(await head.weights()).toEqual(before);
    for (let pass = 0; pass < 200; pass++) engine.free(head.forward(input));
    head.discard();
    const projected = head.project(input);
    // 200 times the same batch: running statistics are the batch's, but for the variance's factor N / (N - 1).
    const [training, inference] = [await values(engine, still), await values(engine, projected)];
    expect(relativeError(inference, training)).toBeGreaterThan(1e-3);
    expect(relativeError(inference, training)).toBeLessThan(0.2);
    const weightsAfter = await head.weights();
    const product = engine.matMul(input, head.parameters[0]!.value);
    const hidden = await values(engine, product);
    const column = Array.from({ length: rows }, (_, row) => hidden[row * sizes.hidden]!);
    const mean = column.reduce((a, b) => a + b, 0) / rows;
    const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / (rows - 1);
    expect(weightsAfter.get('head.norm1.mean')!.data[0]).toBeCloseTo(mean, 4);
    expect(weightsAfter.get('head.norm1.variance')!.data[0]).toBeCloseTo(variance, 4);
    engine.free(input, still, projected, product);
    expect(engine.liveHandles()).toBe(resting);
    head.dispose();
  });

  it('keeps the names and initial weights of the head as it was: two dense layers', async () => {
    const head = createProjectionHead(native(), sizes);
    expect([...(await head.weights())].map(([name, { shape }]) => [name, shape])).toEqual([
      ['head.dense1.kernel', [6, 8]],
      ['head.dense1.bias', [8]],
      ['head.dense2.kernel', [8, 4]],
      ['head.dense2.bias', [4]],
    ]);
    head.dispose();
  });

  it('refuses what does not exist and a backward without forward', () => {
    const create = (options: object) => () => createProjectionHead(native(), { ...sizes, ...options });
    expect(create({ kind: 'mlp', layers: 1 })).toThrow(/mlp has 2 to 3 dense layers, got 1/);
    expect(create({ kind: 'linear', layers: 2 })).toThrow(expect.objectContaining({ code: 'BAD_ENCODER' }));
    expect(create({ kind: 'deep' })).toThrow(/kind must be one of linear, mlp, mlp-bn, dense-relu, got 'deep'/);
    const head = create({})();
    expect(() => head.backward(native().upload(weights, [rows, sizes.outputs]))).toThrow(expect.objectContaining({ code: 'NO_FORWARD' }));
  });
});
