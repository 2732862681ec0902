import { keepBoxesInside } from '../crop-boxes.js';
import { CoreError } from '../../errors.js';
import type { BatchNormGradient, BatchNormResult, DType, Engine, Handle, Precision, SgdSettings, Window } from '../engine.js';
import { loadBinding } from './load-binding.js';
import * as convolution from './native-convolution.js';
import { asNative } from './native-handle.js';
import { NativeRuntime } from './native-runtime.js';

/** The engine over raw TensorFlow handles: float32 and bfloat16, every tensor freed at a known point.
 * @throws CoreError BACKEND_UNAVAILABLE when TensorFlow does not load. */
export function createNativeEngine(): Promise<Engine> {
  return Promise.resolve().then(() => new NativeEngine(new NativeRuntime(loadBinding())));
}

class NativeEngine implements Engine {
  readonly kind = 'native';
  readonly device: string;
  readonly precisions: readonly Precision[] = ['float32', 'bfloat16'];

  constructor(private readonly runtime: NativeRuntime) {
    const { binding } = runtime;
    this.device = `TensorFlow ${binding.TF_Version} ${binding.isUsingGpuDevice() ? 'gpu' : 'cpu'}`;
  }

  upload(data: Float32Array | Int32Array | Uint8Array, shape: readonly number[]): Handle {
    return this.runtime.upload(data, shape);
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
    return this.runtime.one(
      'Reshape',
      [this.runtime.type('T', x.dtype), this.runtime.type('Tshape', 'int32')],
      [x, this.runtime.ints(shape)],
    );
  }

  conv2d(x: Handle, w: Handle, window: Window): Handle {
    return convolution.conv2d(this.runtime, x, w, window);
  }
  conv2dInputGrad(inputShape: readonly number[], w: Handle, dy: Handle, window: Window): Handle {
    return convolution.conv2dInputGrad(this.runtime, inputShape, w, dy, window);
  }
  conv2dFilterGrad(x: Handle, filterShape: readonly number[], dy: Handle, window: Window): Handle {
    return convolution.conv2dFilterGrad(this.runtime, x, filterShape, dy, window);
  }

  batchNormTrain(x: Handle, gamma: Handle, beta: Handle, epsilon: number): BatchNormResult {
    const none = this.noStatistics();
    const attributes = [...this.batchNormAttributes(x, epsilon, true), this.runtime.float('exponential_avg_factor', 1)];
    const inputs = [x, gamma, beta, none, none];
    const [y, batchMean, batchVariance, ...saved] = this.runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
      'FusedBatchNormV3',
      attributes,
      inputs,
      6,
    );
    this.free(none);
    return { y, batchMean, batchVariance, saved };
  }

  batchNormReplay(x: Handle, gamma: Handle, beta: Handle, saved: readonly Handle[], epsilon: number): Handle {
    const [mean, variance] = saved;
    if (!mean || !variance) throw new CoreError('NO_FORWARD', 'batchNormReplay: saved must be what batchNormTrain returned');
    return this.batchNormInference(x, gamma, beta, mean, variance, epsilon);
  }

  batchNormGrad(dy: Handle, x: Handle, gamma: Handle, saved: readonly Handle[], epsilon: number): BatchNormGradient {
    const inputs = [dy, x, gamma, ...saved];
    const attributes = this.batchNormAttributes(x, epsilon, true);
    const [dx, dGamma, dBeta, ...unused] = this.runtime.run<[Handle, Handle, Handle, ...Handle[]]>(
      'FusedBatchNormGradV3',
      attributes,
      inputs,
      5,
    );
    this.free(...unused);
    return { dx, dGamma, dBeta };
  }

  batchNormInference(x: Handle, gamma: Handle, beta: Handle, mean: Handle, variance: Handle, epsilon: number): Handle {
    const attributes = [...this.batchNormAttributes(x, epsilon, false), this.runtime.float('exponential_avg_factor', 1)];
    const [y, ...unused] = this.runtime.run<[Handle, ...Handle[]]>('FusedBatchNormV3', attributes, [x, gamma, beta, mean, variance], 6);
    this.free(...unused);
    return y;
  }

  relu(x: Handle): Handle {
    return this.runtime.one('Relu', [this.runtime.type('T', x.dtype)], [x]);
  }
  reluGrad(dy: Handle, y: Handle): Handle {
    return this.runtime.one('ReluGrad', [this.runtime.type('T', y.dtype)], [dy, y]);
  }

  maxPool(x: Handle, window: Window): Handle {
    return convolution.maxPool(this.runtime, x, window);
  }
  maxPoolGrad(dy: Handle, x: Handle, y: Handle, window: Window): Handle {
    return convolution.maxPoolGrad(this.runtime, dy, x, y, window);
  }

  globalAveragePool(x: Handle): Handle {
    return this.mean(x, [1, 2]);
  }

  globalAveragePoolGrad(dy: Handle, inputShape: readonly number[]): Handle {
    const [n = 0, h = 0, w = 0, c = 0] = inputShape;
    const scaled = this.scale(dy, 1 / (h * w));
    const shaped = this.reshape(scaled, [n, 1, 1, c]);
    const dx = this.runtime.one(
      'BroadcastTo',
      [this.runtime.type('T', dy.dtype), this.runtime.type('Tidx', 'int32')],
      [shaped, this.runtime.ints(inputShape)],
    );
    this.free(scaled, shaped);
    return dx;
  }

  add(a: Handle, b: Handle): Handle {
    return this.binary('AddV2', a, b);
  }

  subtract(a: Handle, b: Handle): Handle {
    return this.binary('Sub', a, b);
  }
  multiply(a: Handle, b: Handle): Handle {
    return this.binary('Mul', a, b);
  }
  divide(a: Handle, b: Handle): Handle {
    return this.binary('RealDiv', a, b);
  }

  addScalar(x: Handle, value: number): Handle {
    const scalar = this.temporaryScalar(value, x.dtype);
    const result = this.binary('AddV2', x, scalar);
    this.free(scalar);
    return result;
  }

  squareRoot(x: Handle): Handle {
    return this.runtime.one('Sqrt', [this.runtime.type('T', x.dtype)], [x]);
  }

  sumSquares(x: Handle): Handle {
    const half = this.runtime.one('L2Loss', [this.runtime.type('T', x.dtype)], [x]);
    const sum = this.scale(half, 2);
    this.free(half);
    return sum;
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

  scale(x: Handle, factor: number): Handle {
    const scalar = this.temporaryScalar(factor, x.dtype);
    const result = this.binary('Mul', x, scalar);
    this.free(scalar);
    return result;
  }

  lerp(a: Handle, b: Handle, weight: number): Handle {
    const difference = this.binary('Sub', b, a);
    const step = this.scale(difference, weight);
    const result = this.add(a, step);
    this.free(difference, step);
    return result;
  }

  matMul(a: Handle, b: Handle, transposeA = false, transposeB = false): Handle {
    const { runtime } = this;
    return runtime.one(
      'MatMul',
      [runtime.type('T', a.dtype), runtime.bool('transpose_a', transposeA), runtime.bool('transpose_b', transposeB)],
      [a, b],
    );
  }

  addBias(x: Handle, bias: Handle): Handle {
    return this.runtime.one('BiasAdd', [this.runtime.type('T', x.dtype), this.runtime.string('data_format', 'NHWC')], [x, bias]);
  }

  sumRows(x: Handle): Handle {
    return this.runtime.one('Sum', this.reduceAttributes(x), [x, this.runtime.ints([0])]);
  }

  sgdStep(parameter: Handle, velocity: Handle, gradient: Handle, settings: SgdSettings): { parameter: Handle; velocity: Handle } {
    const { learningRate, momentum, weightDecay, nesterov } = settings;
    const made: Handle[] = [];
    const keep = (handle: Handle): Handle => {
      made.push(handle);
      return handle;
    };
    const decayed = weightDecay === 0 ? gradient : keep(this.add(gradient, keep(this.scale(parameter, weightDecay))));
    const nextVelocity = this.add(keep(this.scale(velocity, momentum)), decayed);
    const direction = nesterov ? keep(this.add(decayed, keep(this.scale(nextVelocity, momentum)))) : nextVelocity;
    const nextParameter = this.binary('Sub', parameter, keep(this.scale(direction, learningRate)));
    this.free(...made);
    return { parameter: nextParameter, velocity: nextVelocity };
  }

  cropAndResize(images: Handle, boxes: Float32Array, boxImages: Int32Array, size: number): Handle {
    const { runtime } = this;
    const boxesHandle = this.upload(keepBoxesInside(boxes), [boxes.length / 4, 4]);
    const indices = this.upload(boxImages, [boxImages.length]);
    const attributes = [runtime.type('T', images.dtype), runtime.string('method', 'bilinear'), runtime.float('extrapolation_value', 0)];
    const crops = runtime.one('CropAndResize', attributes, [images, boxesHandle, indices, runtime.ints([size, size])]);
    this.free(boxesHandle, indices);
    return crops;
  }

  meanPixels(images: Handle): Handle {
    return this.mean(images, [1, 2]);
  }

  colourTransform(images: Handle, matrices: Float32Array, offsets: Float32Array, low: number, high: number): Handle {
    const { runtime } = this;
    const [n = 0, h = 0, w = 0] = images.shape;
    const pixels = this.reshape(images, [n, h * w, 3]);
    const matrix = this.upload(matrices, [n, 3, 3]);
    const offset = this.upload(offsets, [n, 1, 3]);
    const turned = runtime.one(
      'BatchMatMulV2',
      [runtime.type('T', 'float32'), runtime.bool('adj_x', false), runtime.bool('adj_y', false)],
      [pixels, matrix],
    );
    const moved = this.add(turned, offset);
    const clipped = runtime.one('ClipByValue', [runtime.type('T', 'float32')], [moved, runtime.scalar(low), runtime.scalar(high)]);
    const result = this.reshape(clipped, images.shape);
    this.free(pixels, matrix, offset, turned, moved, clipped);
    return result;
  }

  private mean(x: Handle, axes: readonly number[]): Handle {
    return this.runtime.one('Mean', this.reduceAttributes(x), [x, this.runtime.ints(axes)]);
  }

  private reduceAttributes(x: Handle): ReturnType<NativeRuntime['type']>[] {
    return [this.runtime.type('T', x.dtype), this.runtime.type('Tidx', 'int32'), this.runtime.bool('keep_dims', false)];
  }

  private binary(op: string, a: Handle, b: Handle): Handle {
    return this.runtime.one(op, [this.runtime.type('T', a.dtype)], [a, b]);
  }

  private batchNormAttributes(x: Handle, epsilon: number, training: boolean): ReturnType<NativeRuntime['type']>[] {
    const { runtime } = this;
    return [
      runtime.type('T', x.dtype),
      runtime.type('U', 'float32'),
      runtime.float('epsilon', epsilon),
      runtime.string('data_format', 'NHWC'),
      runtime.bool('is_training', training),
    ];
  }

  /** In training mode the operation wants empty tensors where inference passes running statistics. */
  private noStatistics(): Handle {
    return this.upload(new Float32Array(0), [0]);
  }

  private temporaryScalar(value: number, dtype: DType): Handle {
    const scalar = this.upload(Float32Array.of(value), []);
    if (dtype === 'float32') return scalar;
    const converted = this.cast(scalar, dtype);
    this.free(scalar);
    return converted;
  }
}
