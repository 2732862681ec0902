import * as tf from '@tensorflow/tfjs-node-gpu';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { describe, expect, it } from 'vitest';
import { registerWasmGradients } from '../src/engine/tfjs/wasm-gradients.js';
import type { Window } from '../src/plans/window.js';
import { normals, relativeError } from './gradient-check.js';
import * as oracle from './naive-operations.js';
import { naive, type Naive } from './naive-operations.js';
import { padded } from './padded.js';

registerWasmGradients();

const windows: readonly Window[] = [
  { kernel: 1, stride: 1, padding: 0 },
  { kernel: 1, stride: 2, padding: 0 },
  { kernel: 3, stride: 1, padding: 1 },
  { kernel: 3, stride: 2, padding: 1 },
  { kernel: 7, stride: 2, padding: 3 },
  { kernel: 3, stride: 2, padding: 'same' },
  { kernel: 5, stride: 2, padding: 'same' },
];
const shape = [2, 7, 6, 3];
const random = (seed: number, of: readonly number[]): Naive => {
  const values = normals(
    seed,
    of.reduce((a, b) => a * b, 1),
  );
  return naive(of, values);
};
const tensor = (value: Naive): tf.Tensor4D => tf.tensor(Float32Array.from(value.data), value.shape as [number, number, number, number]);
/** A convolution of tfjs in one of our windows. SAME is tfjs's own. */
const inWindow = (
  convolve: typeof tf.conv2d<tf.Tensor4D> | typeof tf.depthwiseConv2d<tf.Tensor4D>,
  window: Window,
): ((input: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor) =>
  window.padding === 'same'
    ? (input, filter) => convolve(input, filter, window.stride, 'same')
    : (input, filter) => convolve(padded(input, window), filter, window.stride, 'valid');
/** The gradients tfjs's tape gives for Σ f(inputs) · dy. */
function autograd(f: (...inputs: tf.Tensor4D[]) => tf.Tensor, inputs: readonly Naive[], dy: Naive): Float32Array[] {
  const weighted = (...at: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(f(...(at as tf.Tensor4D[])), tensor(dy)));
  return tf
    .grads(weighted)(inputs.map(tensor))
    .map((gradient) => Float32Array.from(gradient.dataSync()));
}
const expectClose = (got: ArrayLike<number> | undefined, want: Naive): void => {
  expect(relativeError(got ?? [], want.data)).toBeLessThan(2e-5);
};

/** The oracles of the conformance suite are themselves held to TensorFlow.js's automatic differentiation; on wasm that also runs the
 * convolution and pooling gradients registered for it. */
describe.each(['cpu', 'wasm'])('the float64 loops agree with tfjs autograd on %s', (backend) => {
  it.each(windows)('convolution $kernel stride $stride padding $padding', async (window) => {
    await tf.setBackend(backend);
    const x = random(1, shape);
    const w = random(2, [window.kernel, window.kernel, 3, 4]);
    const y = oracle.convolution(x, w, window);
    const forward = inWindow(tf.conv2d, window);
    expectClose(forward(tensor(x), tensor(w)).dataSync(), y);
    const dy = random(3, y.shape);
    const { dx, dw } = oracle.convolutionGradients(x, w, dy, window);
    const [dInput, dFilter] = autograd(forward, [x, w], dy);
    expectClose(dInput, dx);
    expectClose(dFilter, dw);
  });

  it('convolution with SAME padding, which is lopsided at stride 2', async () => {
    const [x, w] = [random(1, [2, 6, 8, 3]), random(2, [3, 3, 3, 4])];
    const dy = random(3, [2, 3, 4, 4]);
    const gradients = async (on: string): Promise<Float32Array[]> => {
      await tf.setBackend(on);
      return autograd((input, filter) => tf.conv2d(input, filter, 2, 'same'), [x, w], dy);
    };
    const [want, got] = [await gradients('cpu'), await gradients(backend)];
    want.forEach((gradient, i) => {
      expect(relativeError(got[i] ?? [], gradient)).toBeLessThan(2e-5);
    });
  });

  it.each(windows)('depthwise convolution $kernel stride $stride padding $padding', async (window) => {
    await tf.setBackend(backend);
    const x = random(1, shape);
    const w = random(2, [window.kernel, window.kernel, 3, 1]);
    const y = oracle.depthwiseConvolution(x, w, window);
    const forward = inWindow(tf.depthwiseConv2d, window);
    expectClose(forward(tensor(x), tensor(w)).dataSync(), y);
    const dy = random(3, y.shape);
    const { dx, dw } = oracle.depthwiseConvolutionGradients(x, w, dy, window);
    const [dInput, dFilter] = autograd(forward, [x, w], dy);
    expectClose(dInput, dx);
    expectClose(dFilter, dw);
  });

  it('generalised mean pooling', async () => {
    await tf.setBackend(backend);
    const x = naive(
      shape,
      random(4, shape).data.map((value) => value + 0.3),
    );
    const forward = (input: tf.Tensor4D): tf.Tensor => tf.pow(tf.mean(tf.pow(tf.maximum(input, 1e-6), 3), [1, 2]), 1 / 3);
    expectClose(forward(tensor(x)).dataSync(), oracle.generalisedMean(x, 3, 1e-6));
    const dy = random(5, [2, 3]);
    expectClose(autograd(forward, [x], dy)[0], oracle.generalisedMeanGradients(x, dy, 3, 1e-6).dx);
  });

  it('max pooling', async () => {
    await tf.setBackend(backend);
    const window = { kernel: 3, stride: 2, padding: 1 };
    const x = random(4, shape);
    const { y } = oracle.maxPooling(x, window);
    const forward = (input: tf.Tensor4D): tf.Tensor => tf.maxPool(padded(input, window, -1e30), 3, 2, 'valid');
    expectClose(forward(tensor(x)).dataSync(), y);
    const dy = random(5, y.shape);
    expectClose(autograd(forward, [x], dy)[0], oracle.maxPoolingGradient(x, dy, window));
  });

  it('batch normalisation', async () => {
    await tf.setBackend(backend);
    const x = random(6, shape);
    const [gamma, beta] = [normals(7, 3), normals(8, 3)];
    const forward = (input: tf.Tensor4D, g: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor => {
      const { mean, variance } = tf.moments(input, [0, 1, 2]);
      return tf.add(tf.mul(tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, 1e-3))), g), b);
    };
    const inputs = [x, naive([1, 1, 1, 3], gamma), naive([1, 1, 1, 3], beta)];
    const [tx, tg, tb] = inputs.map(tensor) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    expectClose(forward(tx, tg, tb).dataSync(), oracle.batchNormalisation(x, gamma, beta, 1e-3).y);
    const dy = random(9, shape);
    const want = oracle.batchNormalisationGradient(dy, x, gamma, 1e-3);
    const [dx, dGamma, dBeta] = autograd(forward, inputs, dy);
    expectClose(dx, want.dx);
    expectClose(dGamma, naive([3], want.dGamma));
    expectClose(dBeta, naive([3], want.dBeta));
  });
});
