import { CoreError } from '../../errors.js';
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
  UploadOptions,
} from '../engine.js';
import type { SymmetricWindow, Window } from '../../plans/window.js';
import { loadBinding, type TensorFlowBinding } from './load-binding.js';
import * as batchNorm from './native-batch-norm.js';
import * as convolution from './native-convolution.js';
import * as depthwise from './native-depthwise.js';
import * as elementwise from './native-elementwise.js';
import * as gem from './native-gem.js';
import { asNative } from './native-handle.js';
import { summedInFloat32 } from './in-float32.js';
import * as matrix from './native-matrix.js';
import * as reductions from './native-reductions.js';
import * as pooling from './native-pooling.js';
import { NativeRuntime } from './native-runtime.js';
import * as updates from './native-updates.js';

/** The engine over raw TensorFlow handles: float32 and bfloat16, every tensor freed at a known point.
 * @param load gives the binding; tests wrap it to see what crosses between host and device.
 * @param kernels whether the project's own operations are used where they are there. Default: unless SUPCON_KERNELS is `off`.
 * @throws CoreError BACKEND_UNAVAILABLE when TensorFlow does not load. */
export function createNativeEngine(
  load: () => TensorFlowBinding = () => loadBinding(),
  kernels = process.env['SUPCON_KERNELS'] !== 'off',
): Promise<Engine> {
  return Promise.resolve().then(() => new NativeEngine(new NativeRuntime(load(), kernels)));
}

class NativeEngine implements Engine {
  readonly kind = 'native';
  readonly device: string;
  readonly precisions: readonly Precision[] = ['float32', 'bfloat16'];

  constructor(private readonly runtime: NativeRuntime) {
    const { binding } = runtime;
    this.device = `TensorFlow ${binding.TF_Version} ${binding.isUsingGpuDevice() ? 'gpu' : 'cpu'}`;
  }

  upload(data: Float32Array | Int32Array | Uint8Array, shape: readonly number[], options?: UploadOptions): Handle {
    return this.runtime.upload(data, shape, options);
  }

  download(x: Handle): Promise<Float32Array | Int32Array> {
    if (x.dtype === 'float32' || x.dtype === 'int32')
      return Promise.resolve(this.runtime.binding.tensorDataSync(asNative(x).id) as Float32Array | Int32Array);
    const converted = this.cast(x, 'float32');
    const data = this.runtime.binding.tensorDataSync(asNative(converted).id) as Float32Array;
    this.free(converted);
    return Promise.resolve(data);
  }

  free(...handles: readonly Handle[]): void {
    this.runtime.free(handles);
  }

  liveHandles(): number {
    return this.runtime.liveHandles;
  }

  dispose(): void {
    this.runtime.dispose();
  }

  cast(x: Handle, dtype: DType): Handle {
    return this.runtime.one('Cast', this.runtime.castAttributes(x.dtype, dtype), [x]);
  }

  reshape(x: Handle, shape: readonly number[]): Handle {
    return this.runtime.reshape(x, shape);
  }

  conv2d(x: Handle, w: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [x, w], (x, w) => convolution.conv2d(this.runtime, x, w, window));
  }
  conv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [w, dy], (w, dy) => convolution.conv2dInputGrad(this.runtime, inputShape, w, dy, window));
  }
  conv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [x, dy], (x, dy) => convolution.conv2dFilterGrad(this.runtime, x, filterShape, dy, window));
  }

  depthwiseConv2d(x: Handle, w: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [x, w], (x, w) => depthwise.depthwiseConv2d(this.runtime, x, w, window));
  }
  depthwiseConv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [w, dy], (w, dy) => depthwise.depthwiseConv2dInputGrad(this.runtime, inputShape, w, dy, window));
  }
  depthwiseConv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle {
    return summedInFloat32(this.runtime, [x, dy], (x, dy) => depthwise.depthwiseConv2dFilterGrad(this.runtime, x, filterShape, dy, window));
  }

  batchNormTrain(x: Handle, gamma: Handle, beta: Handle, epsilon: number, after?: AfterNorm): BatchNormResult {
    return batchNorm.batchNormTrain(this.runtime, x, gamma, beta, epsilon, after);
  }
  batchNormReplay(x: Handle, gamma: Handle, beta: Handle, saved: readonly Handle[], epsilon: number, after?: AfterNorm): Handle {
    return batchNorm.batchNormReplay(this.runtime, x, gamma, beta, saved, epsilon, after);
  }
  batchNormGrad(
    dy: Handle,
    x: Handle,
    gamma: Handle,
    saved: readonly Handle[],
    epsilon: number,
    before?: BeforeNormGrad,
  ): BatchNormGradient {
    return batchNorm.batchNormGrad(this.runtime, dy, x, gamma, saved, epsilon, before);
  }
  batchNormInference(x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle, epsilon: number, after?: AfterNorm): Handle {
    return batchNorm.batchNormInference(this.runtime, x, gamma, beta, mean, variance, epsilon, after);
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
    return batchNorm.batchNormInferenceGrad(this.runtime, dy, x, gamma, mean, variance, epsilon, before);
  }

  relu(x: Handle): Handle {
    return elementwise.unary(this.runtime, 'Relu', x);
  }
  reluGrad(dy: Handle, y: Handle): Handle {
    return elementwise.activationGrad(this.runtime, 'ReluGrad', dy, y);
  }
  relu6(x: Handle): Handle {
    return elementwise.unary(this.runtime, 'Relu6', x);
  }
  relu6Grad(dy: Handle, y: Handle): Handle {
    return elementwise.activationGrad(this.runtime, 'Relu6Grad', dy, y);
  }

  maxPool(x: Handle, window: SymmetricWindow): Handle {
    return pooling.maxPool(this.runtime, x, window);
  }
  maxPoolGrad(dy: Handle, x: Handle, y: Handle, window: SymmetricWindow): Handle {
    return pooling.maxPoolGrad(this.runtime, dy, x, y, window);
  }

  globalAveragePool(x: Handle): Handle {
    return reductions.reduce(this.runtime, 'Mean', x, [1, 2]);
  }
  globalAveragePoolGrad(dy: Handle, inputShape: readonly number[]): Handle {
    return reductions.globalAveragePoolGrad(this.runtime, dy, inputShape);
  }
  gemPool(x: Handle, p: Handle, epsilon: number): Handle {
    return gem.gemPool(this.runtime, x, p, epsilon);
  }
  gemPoolGrad(dy: Handle, x: Handle, p: Handle, epsilon: number): { dx: Handle; dP: Handle } {
    return gem.gemPoolGrad(this.runtime, dy, x, p, epsilon);
  }

  add(a: Handle, b: Handle): Handle {
    return elementwise.binary(this.runtime, 'AddV2', a, b);
  }
  subtract(a: Handle, b: Handle): Handle {
    return elementwise.binary(this.runtime, 'Sub', a, b);
  }
  multiply(a: Handle, b: Handle): Handle {
    return elementwise.binary(this.runtime, 'Mul', a, b);
  }
  divide(a: Handle, b: Handle): Handle {
    return elementwise.binary(this.runtime, 'RealDiv', a, b);
  }
  scale(x: Handle, factor: number): Handle {
    return elementwise.withNumber(this.runtime, 'Mul', x, factor);
  }
  addScalar(x: Handle, value: number): Handle {
    return elementwise.withNumber(this.runtime, 'AddV2', x, value);
  }
  squareRoot(x: Handle): Handle {
    return elementwise.unary(this.runtime, 'Sqrt', x);
  }
  sumSquares(x: Handle): Handle {
    return elementwise.sumSquares(this.runtime, x);
  }
  lerp(a: Handle, b: Handle, weight: number): Handle {
    return elementwise.lerp(this.runtime, a, b, weight);
  }

  sliceRows(x: Handle, begin: number, count: number): Handle {
    const rest = x.shape.slice(1);
    return this.runtime.one(
      'Slice',
      [this.runtime.type('T', x.dtype), this.runtime.type('Index', 'int32')],
      [x, this.runtime.ints([begin, ...rest.map(() => 0)]), this.runtime.ints([count, ...rest])],
    );
  }

  concatRows(parts: readonly Handle[]): Handle {
    const [first] = parts;
    if (!first) throw new CoreError('BAD_SHAPE', 'concatRows: at least one part is needed, got none');
    // The operation refuses to join a single tensor.
    if (parts.length === 1) return this.cast(first, first.dtype);
    return this.runtime.one(
      'ConcatV2',
      [this.runtime.integer('N', parts.length), this.runtime.type('T', first.dtype), this.runtime.type('Tidx', 'int32')],
      [...parts, this.runtime.ints([0], [])],
    );
  }

  matMul(a: Handle, b: Handle, transposeA = false, transposeB = false): Handle {
    return summedInFloat32(this.runtime, [a, b], (a, b) => matrix.matMul(this.runtime, a, b, { transposeA, transposeB }));
  }

  addBias(x: Handle, bias: Handle): Handle {
    return this.runtime.one('BiasAdd', [this.runtime.type('T', x.dtype), this.runtime.string('data_format', 'NHWC')], [x, bias]);
  }

  sumRows(x: Handle): Handle {
    return reductions.reduce(this.runtime, 'Sum', x, [0]);
  }

  descend(parameter: Handle, gradient: Handle, rate: number): Handle {
    return updates.descend(this.runtime, parameter, gradient, rate);
  }
  sgdStep(parameter: Handle, velocity: Handle, gradient: Handle, settings: SgdSettings): { parameter: Handle; velocity: Handle } {
    return updates.sgdStep(this.runtime, parameter, velocity, gradient, settings);
  }
  adamStep(parameter: Handle, first: Handle, second: Handle, gradient: Handle, settings: AdamSettings): AdamResult {
    return updates.adamStep(this.runtime, parameter, first, second, gradient, settings);
  }
}
