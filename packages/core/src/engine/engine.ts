/**
 * `Engine`: the few tensor operations that encoders, heads, losses and optimisers need, each beside its gradient.
 *
 * Everything that trains is written once against this interface. Two implementations exist: `native` (raw TensorFlow handles,
 * float32 and bfloat16) and `tfjs` (tf.Tensor on whatever TensorFlow.js backend is there).
 *
 * Ownership rule: an operation borrows its inputs and returns handles that the caller owns and must `free`. The one exception are optimiser steps (`descend`,
 * `sgdStep`, `adamStep`): they take over the values that they move, so that these can be moved where they lie. What shares memory with one is never changed.
 *
 * Dim letters: N images, H and W pixels, C channels, K kernel side, I and O input and output channels.
 */

import type { Activation } from '../plans/layer-plan.js';
import type { SymmetricWindow, Window } from '../plans/window.js';

/** `bfloat16` exists on the native engine only; `uint8` holds pixels. */
export type DType = 'float32' | 'bfloat16' | 'int32' | 'uint8';

/** What activations and their gradients are stored in; parameters, statistics and losses are always float32. */
export type Precision = 'float32' | 'bfloat16';

/** A tensor that lives inside an engine. Only the engine that made it can read it; freed explicitly. */
export interface Handle {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** What `batchNormTrain` returns; `saved` is what `batchNormGrad` needs, opaque to callers. */
export interface BatchNormResult {
  /** [N, H, W, C], dtype of the input. */
  readonly y: Handle;
  /** [C] float32, mean over N, H, W. */
  readonly batchMean: Handle;
  /** [C] float32, unbiased variance (divided by N·H·W - 1), as running statistics want it. */
  readonly batchVariance: Handle;
  readonly saved: readonly Handle[];
}

/** What follows a normalisation, in the same pass over memory where the device can: y = activation(normalised + add). */
export interface AfterNorm {
  /** As y. Default: nothing. */
  readonly add?: Handle;
  /** Default `none`. */
  readonly activation?: Activation;
}

/** From what a batch normalisation's gradient starts, beside dy: g = dy + plus, and 0 where y is not above 0, or of a ReLU6 not below 6. */
export interface BeforeNormGrad {
  /** A second part of the gradient of y, as dy. Default: nothing. */
  readonly plus?: Handle;
  /** The output of the activation that followed. Default: there was none. */
  readonly y?: Handle;
  /** Which one that was. Default `relu`. */
  readonly activation?: Exclude<Activation, 'none'>;
  /** Where nothing was added before that activation: with it, a device may tell y from x instead of reading it. Default: not known. */
  readonly beta?: Handle;
  /** Whether g is wanted too: the gradient of what was added before the activation. Default false. */
  readonly keep?: boolean;
}

/** What `batchNormGrad` returns: the gradients of its input and of its parameters. */
export interface BatchNormGradient {
  /** [N, H, W, C], dtype of the input. */
  readonly dx: Handle;
  /** [C] float32. */
  readonly dGamma: Handle;
  /** [C] float32. */
  readonly dBeta: Handle;
  /** As dx, where `keep` asked for it. */
  readonly g?: Handle;
}

/** Settings of one SGD step (see `optim/sgd.ts`). */
export interface SgdSettings {
  readonly learningRate: number;
  /** 0..1 */
  readonly momentum: number;
  /** L2 coefficient added to the gradient before momentum. */
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** Settings of one Adam step (see `optim/adam-step.ts`). */
export interface AdamSettings {
  /** Learning rate, with the bias corrections in it. */
  readonly rate: number;
  /** 0..1 */
  readonly beta1: number;
  /** 0..1 */
  readonly beta2: number;
  /** Added to the root of the second moment. */
  readonly epsilon: number;
}

/** New parameter and moments. */
export interface AdamResult {
  readonly parameter: Handle;
  readonly first: Handle;
  readonly second: Handle;
}

/** How `upload` may treat the caller's memory; see there. */
export interface UploadOptions {
  readonly lent?: boolean;
}

/** Tensor operations on one device, each beside its gradient. Rules of ownership stand at the top of this file; every implementation
 * passes one conformance suite. */
export interface Engine {
  readonly kind: 'native' | 'tfjs';
  /** What computes, for people: "TensorFlow 2.21.0 cpu", "tfjs wasm". */
  readonly device: string;
  readonly precisions: readonly Precision[];

  /** Copies `data` to the device. float32 from Float32Array, int32 from Int32Array, uint8 from Uint8Array.
   * @param options.lent `data` stays as it is until the handle is freed and what was computed from it is read: an engine in the same memory may then
   * work in it without a copy, TensorFlow where it begins at a multiple of 64 bytes. Default false.
   * @throws CoreError BAD_SHAPE when the length is not the product of the shape. */
  upload(data: Float32Array | Int32Array | Uint8Array, shape: readonly number[], options?: UploadOptions): Handle;
  /** Copies to the host; bfloat16 and uint8 are converted to float32. int32 arrives as Int32Array. */
  download(x: Handle): Promise<Float32Array | Int32Array>;
  /** Frees handles at once. @throws CoreError HANDLE_FREED when one was freed before. */
  free(...handles: readonly Handle[]): void;
  /** Handles made by this engine and not yet freed: tests hold it constant over a step. */
  liveHandles(): number;
  /** Frees everything; the engine cannot be used afterwards. */
  dispose(): void;

  cast(x: Handle, dtype: DType): Handle;
  reshape(x: Handle, shape: readonly number[]): Handle;

  /** Cross-correlation, no bias. @param x [N, H, W, I]  @param w [K, K, I, O], same dtype.  @returns [N, H', W', O]. */
  conv2d(x: Handle, w: Handle, window: Window): Handle;
  /** @param dy [N, H', W', O]  @returns [N, H, W, I] for the given input shape. */
  conv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle;
  /** @returns [K, K, I, O], dtype of the inputs, or float32 where the engine sums in it. */
  conv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle;

  /** Each channel convolved with a kernel of its own, no bias. @param x [N, H, W, C]  @param w [K, K, C, 1], same dtype.  @returns [N, H', W', C].
   * @see Chollet, arXiv:1610.02357. */
  depthwiseConv2d(x: Handle, w: Handle, window: Window): Handle;
  /** @param dy [N, H', W', C]  @returns [N, H, W, C] for the given input shape. */
  depthwiseConv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle;
  /** @returns [K, K, C, 1], dtype of the inputs, or float32 where the engine sums in it. */
  depthwiseConv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle;

  /** Batch normalisation over N, H, W with the batch's own biased statistics.
   * @param x [N, H, W, C]  @param gamma [C] float32  @param beta [C] float32
   * @see Ioffe and Szegedy, arXiv:1502.03167, algorithm 1. */
  batchNormTrain(x: Handle, gamma: Handle, beta: Handle, epsilon: number, after?: AfterNorm): BatchNormResult;
  /** The y of `batchNormTrain` again, from its input and what it saved: cheaper than keeping it until backward.
   * Equal to the first one up to rounding. */
  batchNormReplay(x: Handle, gamma: Handle, beta: Handle, saved: readonly Handle[], epsilon: number, after?: AfterNorm): Handle;
  /** @param dy gradient of y. */
  batchNormGrad(
    dy: Handle,
    x: Handle,
    gamma: Handle,
    saved: readonly Handle[],
    epsilon: number,
    before?: BeforeNormGrad,
  ): BatchNormGradient;
  /** The same with given statistics. @param mean [C] float32  @param variance [C] float32 */
  batchNormInference(x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle, epsilon: number, after?: AfterNorm): Handle;
  /** Its gradient, for training on given statistics: they are constants, so that dx = g · gamma / sqrt(variance + epsilon).
   * @param dy gradient of y. */
  batchNormInferenceGrad(
    dy: Handle,
    x: Handle,
    gamma: Handle,
    mean: Handle,
    variance: Handle,
    epsilon: number,
    before?: BeforeNormGrad,
  ): BatchNormGradient;

  relu(x: Handle): Handle;
  /** @param y the output of `relu`.  @returns dy where y > 0, else 0. */
  reluGrad(dy: Handle, y: Handle): Handle;
  /** min(max(x, 0), 6). @see Howard et al., arXiv:1704.04861. */
  relu6(x: Handle): Handle;
  /** @param y the output of `relu6`.  @returns dy where 0 < y < 6, else 0. */
  relu6Grad(dy: Handle, y: Handle): Handle;

  /** Max pooling. Padding counts as -infinity. @param x [N, H, W, C] */
  maxPool(x: Handle, window: SymmetricWindow): Handle;
  maxPoolGrad(dy: Handle, x: Handle, y: Handle, window: SymmetricWindow): Handle;
  /** Mean over H and W. @param x [N, H, W, C]  @returns [N, C]. */
  globalAveragePool(x: Handle): Handle;
  globalAveragePoolGrad(dy: Handle, inputShape: readonly number[]): Handle;
  /** Generalised mean over H and W, (mean of max(x, epsilon)^p)^(1/p): the average at p = 1, towards the maximum as p grows. Computed relative
   * to the largest value, so that no power under- or overflows as a whole.
   * @param x float32 [N, H, W, C]  @param p float32 [1], above 0  @returns [N, C].
   * @see Radenovic et al., arXiv:1711.02512, eq. 3. */
  gemPool(x: Handle, p: Handle, epsilon: number): Handle;
  /** @param dy [N, C]  @returns dx as x, 0 where x <= epsilon, and dP [1]. */
  gemPoolGrad(dy: Handle, x: Handle, p: Handle, epsilon: number): { readonly dx: Handle; readonly dP: Handle };

  /** Elementwise, of one shape and dtype. */
  add(a: Handle, b: Handle): Handle;
  /** `a - b`, elementwise, of one shape and dtype. */
  subtract(a: Handle, b: Handle): Handle;
  /** `a * b`, elementwise, of one shape and dtype. */
  multiply(a: Handle, b: Handle): Handle;
  /** `a / b`, elementwise, of one shape and dtype. */
  divide(a: Handle, b: Handle): Handle;
  /** `x * factor`, elementwise. */
  scale(x: Handle, factor: number): Handle;
  /** `x + value`, elementwise. */
  addScalar(x: Handle, value: number): Handle;
  /** Elementwise; NaN below 0. */
  squareRoot(x: Handle): Handle;
  /** Sum of the squares of all values. @param x float32  @returns float32 []. */
  sumSquares(x: Handle): Handle;
  /** Rows `begin` to `begin + count` of the first axis, as a copy. */
  sliceRows(x: Handle, begin: number, count: number): Handle;
  /** Joins along the first axis. @param parts at least one, alike in all other axes and dtype. */
  concatRows(parts: readonly Handle[]): Handle;
  /** `a * (1 - weight) + b * weight`: running statistics and averaged weights. */
  lerp(a: Handle, b: Handle, weight: number): Handle;
  /** @param a [M, K] or, transposed, [K, M]  @param b [K, N] or, transposed, [N, K]  @returns [M, N]. */
  matMul(a: Handle, b: Handle, transposeA?: boolean, transposeB?: boolean): Handle;
  /** @param x [N, C]  @param bias [C] */
  addBias(x: Handle, bias: Handle): Handle;
  /** Sum over the first axis. @param x [N, C]  @returns [C]. */
  sumRows(x: Handle): Handle;

  /** parameter - rate · gradient, in float32. @param parameter taken over.  @param gradient of the same shape; borrowed. */
  descend(parameter: Handle, gradient: Handle, rate: number): Handle;
  /** One SGD step; returns the new parameter and velocity and takes over the old ones. All float32, of one shape. @param gradient borrowed. */
  sgdStep(parameter: Handle, velocity: Handle, gradient: Handle, settings: SgdSettings): { parameter: Handle; velocity: Handle };
  /** One Adam step: first = beta1·first + (1-beta1)·gradient, second = beta2·second + (1-beta2)·gradient², parameter -= rate · first /
   * (sqrt(second) + epsilon). Takes over parameter, first and second. All float32, of one shape. @param gradient borrowed. */
  adamStep(parameter: Handle, first: Handle, second: Handle, gradient: Handle, settings: AdamSettings): AdamResult;
}
