import * as tf from '@tensorflow/tfjs-core';
import { CoreError } from '../../errors.js';
import { assertFills } from '../assert-fills.js';
import type {
  AdamResult,
  AdamSettings,
  AfterNorm,
  BatchNormGradient,
  BatchNormResult,
  BeforeNormGrad,
  DType,
  Engine,
  Handle,
  Precision,
  SgdSettings,
} from '../engine.js';
import type { SymmetricWindow, Window } from '../../plans/window.js';
import type { TfjsBackendName } from './load-backend.js';
import type { LoadedBackend } from './loaded-backend.js';
import { runFused } from './fused-kernel.js';
import * as activations from './tfjs-activation.js';
import { adamStep } from './tfjs-adam.js';
import * as batchNorm from './tfjs-batch-norm.js';
import * as gem from './tfjs-gem.js';
import { asTfjs, floats, images, TfjsHandle } from './tfjs-handle.js';
import { matMul } from './tfjs-mat-mul.js';
import { sgdStep } from './tfjs-sgd.js';
import * as windows from './tfjs-window.js';

/** The `Engine` interface on a backend that `loadBackend` has loaded; `createTfjsEngine` makes it. */
export class TfjsEngine implements Engine {
  readonly kind = 'tfjs';
  readonly device: string;
  readonly precisions: readonly Precision[] = ['float32'];
  private readonly live = new Set<TfjsHandle>();

  constructor(
    private readonly backendName: TfjsBackendName,
    private readonly loaded: LoadedBackend,
  ) {
    this.device = loaded.device;
  }

  upload(data: Float32Array | Int32Array | Uint8Array, shape: readonly number[]): Handle {
    assertFills(data, shape);
    const dtype = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    // A copy, because tfjs may keep the array it is given.
    const values = dtype === 'uint8' ? Int32Array.from(data) : data.slice();
    return this.make(() => tf.tensor(values, [...shape], dtype === 'float32' ? 'float32' : 'int32'), dtype);
  }

  async download(x: Handle): Promise<Float32Array | Int32Array> {
    const { tensor, dtype } = asTfjs(x);
    const data = await tensor.data();
    this.loaded.assertWorks();
    if (dtype === 'uint8') return Float32Array.from(data);
    // A copy, because the cpu backend hands out its own array.
    return dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data);
  }

  free(...handles: readonly Handle[]): void {
    for (const handle of handles) {
      const mine = asTfjs(handle);
      mine.freed = true;
      this.live.delete(mine);
      mine.tensor.dispose();
    }
  }

  liveHandles(): number {
    return this.live.size;
  }

  dispose(): void {
    this.free(...this.live);
    this.loaded.release();
  }

  cast(x: Handle, dtype: DType): Handle {
    const { tensor, dtype: from } = asTfjs(x);
    if (dtype === 'bfloat16') throw new CoreError('UNSUPPORTED', `cast: ${this.device} has no bfloat16; use float32 or the native engine`);
    if (dtype === 'float32') return this.make(() => tf.cast(tensor, 'float32'), dtype);
    if (dtype === 'int32' || from === 'uint8') return this.make(() => tf.cast(tensor, 'int32'), dtype);
    return this.make(() => tf.cast(tf.clipByValue(tf.cast(tensor, 'float32'), 0, 255), 'int32'), dtype);
  }

  reshape(x: Handle, shape: readonly number[]): Handle {
    return this.make(() => tf.reshape(asTfjs(x).tensor, [...shape]), x.dtype);
  }

  conv2d(x: Handle, w: Handle, window: Window): Handle {
    return this.make(() => windows.conv2d(images(x), images(w), window));
  }
  conv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle {
    return this.make(() => windows.conv2dInputGrad(inputShape, images(w), images(dy), window));
  }
  conv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle {
    return this.make(() => windows.conv2dFilterGrad(images(x), filterShape, images(dy), window));
  }

  depthwiseConv2d(x: Handle, w: Handle, window: Window): Handle {
    return this.make(() => windows.depthwiseConv2d(images(x), images(w), window));
  }
  depthwiseConv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle {
    return this.make(() => windows.depthwiseConv2dInputGrad(inputShape, images(w), images(dy), window));
  }
  depthwiseConv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle {
    return this.make(() => windows.depthwiseConv2dFilterGrad(images(x), filterShape, images(dy), window));
  }

  batchNormTrain(x: Handle, gamma: Handle, beta: Handle, epsilon: number, after?: AfterNorm): BatchNormResult {
    const { y, mean, variance, invStd } = this.compute(() => {
      const result = batchNorm.batchNormTrain(floats(x), floats(gamma), floats(beta), epsilon);
      return { ...result, y: batchNorm.finish(result.y, after) };
    });
    const savedMean = this.make(() => tf.clone(mean));
    return { y: this.own(y), batchMean: this.own(mean), batchVariance: this.own(variance), saved: [savedMean, this.own(invStd)] };
  }

  batchNormReplay(x: Handle, gamma: Handle, beta: Handle, saved: readonly Handle[], _epsilon: number, after?: AfterNorm): Handle {
    const [mean, invStd] = saved;
    if (!mean || !invStd) throw new CoreError('NO_FORWARD', 'batchNormReplay: saved must be what batchNormTrain returned');
    return this.make(() =>
      batchNorm.finish(batchNorm.batchNormReplay(floats(x), floats(gamma), floats(beta), floats(mean), floats(invStd)), after),
    );
  }

  batchNormGrad(
    dy: Handle,
    x: Handle,
    gamma: Handle,
    saved: readonly Handle[],
    _epsilon: number,
    before?: BeforeNormGrad,
  ): BatchNormGradient {
    const [mean, invStd] = saved;
    if (!mean || !invStd) throw new CoreError('NO_FORWARD', 'batchNormGrad: saved must be what batchNormTrain returned');
    return this.normGradient(dy, before, (g) => batchNorm.batchNormGrad(g, floats(x), floats(gamma), floats(mean), floats(invStd)));
  }

  batchNormInferenceGrad(
    dy: Handle,
    x: Handle,
    gamma: Handle,
    mean: Handle,
    variance: Handle,
    epsilon: number,
    before?: BeforeNormGrad,
  ): BatchNormGradient {
    return this.normGradient(dy, before, (g) =>
      batchNorm.batchNormInferenceGrad(g, floats(x), floats(gamma), floats(mean), floats(variance), epsilon),
    );
  }

  batchNormInference(x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle, epsilon: number, after?: AfterNorm): Handle {
    return this.make(() =>
      batchNorm.finish(
        batchNorm.batchNormInference(floats(x), floats(gamma), floats(beta), floats(mean), floats(variance), epsilon),
        after,
      ),
    );
  }

  relu(x: Handle): Handle {
    return this.make(() => tf.relu(floats(x)));
  }
  reluGrad(dy: Handle, y: Handle): Handle {
    return this.make(() => activations.reluGrad(floats(dy), floats(y)));
  }
  relu6(x: Handle): Handle {
    return this.make(() => tf.relu6(floats(x)));
  }
  relu6Grad(dy: Handle, y: Handle): Handle {
    return this.make(() => activations.relu6Grad(floats(dy), floats(y)));
  }

  maxPool(x: Handle, window: SymmetricWindow): Handle {
    return this.make(() => windows.maxPool(images(x), window));
  }
  maxPoolGrad(dy: Handle, x: Handle, y: Handle, window: SymmetricWindow): Handle {
    return this.make(() => windows.maxPoolGrad(images(dy), images(x), images(y), window));
  }

  globalAveragePool(x: Handle): Handle {
    return this.make(() => tf.mean(floats(x), [1, 2]));
  }
  globalAveragePoolGrad(dy: Handle, inputShape: readonly number[]): Handle {
    const [n = 0, h = 0, w = 0, c = 0] = inputShape;
    return this.make(() => tf.tile(tf.reshape(tf.div(floats(dy), h * w), [n, 1, 1, c]), [1, h, w, 1]));
  }
  gemPool(x: Handle, p: Handle, epsilon: number): Handle {
    return this.make(() => gem.gemPool(floats(x), floats(p), epsilon));
  }
  gemPoolGrad(dy: Handle, x: Handle, p: Handle, epsilon: number): { dx: Handle; dP: Handle } {
    const { dx, dP } = this.compute(() => gem.gemPoolGrad(floats(dy), floats(x), floats(p), epsilon));
    return { dx: this.own(dx), dP: this.own(dP) };
  }

  add(a: Handle, b: Handle): Handle {
    return this.make(() => tf.add(floats(a), floats(b)));
  }
  subtract(a: Handle, b: Handle): Handle {
    return this.make(() => tf.sub(floats(a), floats(b)));
  }
  multiply(a: Handle, b: Handle): Handle {
    return this.make(() => tf.mul(floats(a), floats(b)));
  }
  divide(a: Handle, b: Handle): Handle {
    return this.make(() => tf.div(floats(a), floats(b)));
  }
  addScalar(x: Handle, value: number): Handle {
    return this.make(() => tf.add(floats(x), value));
  }
  squareRoot(x: Handle): Handle {
    return this.make(() => tf.sqrt(floats(x)));
  }
  sumSquares(x: Handle): Handle {
    return this.make(() => tf.sum(tf.mul(floats(x), floats(x))));
  }
  sliceRows(x: Handle, begin: number, count: number): Handle {
    const rest = x.shape.slice(1);
    return this.make(() => tf.slice(asTfjs(x).tensor, [begin, ...rest.map(() => 0)], [count, ...rest]), x.dtype);
  }
  concatRows(parts: readonly Handle[]): Handle {
    const [first] = parts;
    if (!first) throw new CoreError('BAD_SHAPE', 'concatRows: at least one part is needed, got none');
    // A clone where there is nothing to join: tf.concat answers its one argument itself.
    const tensors = parts.map((part) => asTfjs(part).tensor);
    return this.make(() => (tensors.length === 1 ? tf.clone(tensors[0]!) : tf.concat(tensors, 0)), first.dtype);
  }
  scale(x: Handle, factor: number): Handle {
    return this.make(() => tf.mul(floats(x), factor));
  }
  lerp(a: Handle, b: Handle, weight: number): Handle {
    return this.make(() => tf.add(floats(a), tf.mul(tf.sub(floats(b), floats(a)), weight)));
  }

  matMul(a: Handle, b: Handle, transposeA = false, transposeB = false): Handle {
    return this.make(() => matMul(floats(a), floats(b), transposeA, transposeB));
  }
  addBias(x: Handle, bias: Handle): Handle {
    return this.make(() => tf.add(floats(x), floats(bias)));
  }
  sumRows(x: Handle): Handle {
    return this.make(() => runFused<tf.Tensor>('SupconSumRows', { x: floats(x) }) ?? tf.sum(floats(x), 0));
  }

  descend(parameter: Handle, gradient: Handle, rate: number): Handle {
    const next = this.make(() => tf.sub(floats(parameter), tf.mul(floats(gradient), rate)));
    this.free(parameter);
    return next;
  }
  sgdStep(parameter: Handle, velocity: Handle, gradient: Handle, settings: SgdSettings): { parameter: Handle; velocity: Handle } {
    const next = this.compute(() => sgdStep(floats(parameter), floats(velocity), floats(gradient), settings));
    this.free(parameter, velocity);
    return { parameter: this.own(next.parameter), velocity: this.own(next.velocity) };
  }
  adamStep(parameter: Handle, first: Handle, second: Handle, gradient: Handle, settings: AdamSettings): AdamResult {
    const next = this.compute(() => adamStep(floats(parameter), floats(first), floats(second), floats(gradient), settings));
    this.free(parameter, first, second);
    return { parameter: this.own(next.parameter), first: this.own(next.first), second: this.own(next.second) };
  }

  /** Back through what followed a normalisation, then through it by `backward`. */
  private normGradient(
    dy: Handle,
    before: BeforeNormGrad | undefined,
    backward: (g: tf.Tensor) => { readonly dx: tf.Tensor; readonly dGamma: tf.Tensor; readonly dBeta: tf.Tensor },
  ): BatchNormGradient {
    const made = this.compute(() => {
      const g = batchNorm.start(floats(dy), before);
      const gradients = backward(g);
      return before?.keep ? { ...gradients, g: g === floats(dy) ? tf.clone(g) : g } : gradients;
    });
    const { dx, dGamma, dBeta } = made;
    return { dx: this.own(dx), dGamma: this.own(dGamma), dBeta: this.own(dBeta), ...('g' in made ? { g: this.own(made.g) } : {}) };
  }

  /** Runs `operation` on this engine's backend and keeps only what it returns. */
  private compute<T extends tf.TensorContainer | object>(operation: () => T): T {
    // tfjs has one current backend for the whole process; another engine may have taken it.
    if (tf.getBackend() !== this.backendName) void tf.setBackend(this.backendName);
    return tf.tidy(operation as () => tf.TensorContainer) as T;
  }

  private make(operation: () => tf.Tensor, dtype: DType = 'float32'): TfjsHandle {
    return this.own(this.compute(operation), dtype);
  }

  private own(tensor: tf.Tensor, dtype: DType = 'float32'): TfjsHandle {
    const handle = new TfjsHandle(tf.keep(tensor), dtype);
    this.live.add(handle);
    return handle;
  }
}
