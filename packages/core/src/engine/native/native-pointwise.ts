import type { Handle } from '../engine.js';
import type { Window } from '../../plans/window.js';
import type { NativeHandle } from './native-handle.js';
import { matMul, matrixOf, timesKernel } from './native-matrix.js';
import type { NativeRuntime } from './native-runtime.js';

/**
 * 1x1 convolutions as matrix products over [N·H·W, C], which oneDNN computes faster than as convolutions, with a stride above all: there the pixels
 * in use are gathered first. Measured over the 1x1 convolutions of a ResNet-50 at 128 px, batch 64, float32 on 2 cores of a Xeon, in ms: forward
 * 367 -> 317, input gradient 363 -> 327, filter gradient 399 -> 338 where only those with more outputs than inputs go this way.
 */
export function isPointwise(runtime: NativeRuntime, inputShape: readonly number[], { kernel, stride, padding }: Window): boolean {
  const [, height = 0, width = 0] = inputShape;
  return (
    runtime.hasOneDnn('float32') && kernel === 1 && padding === 0 && (stride === 1 || (stride === 2 && height % 2 === 0 && width % 2 === 0))
  );
}

/** Whether there are more output than input channels: the filter gradient of the others is faster as a convolution's. */
export function expands(filterShape: readonly number[]): boolean {
  const [, , inputs = 0, outputs = 0] = filterShape;
  return outputs > inputs;
}

/** A 1x1 convolution as a product of the pixels in use with the filter. @returns [N, H / stride, W / stride, O]. */
export function pointwise(runtime: NativeRuntime, x: Handle, w: Handle, stride: number): NativeHandle {
  if (stride === 1) return timesKernel(runtime, x, w);
  const [n = 0, height = 0, width = 0] = x.shape;
  const rows = rowsInUse(runtime, x, stride);
  const product = timesKernel(runtime, rows, w);
  const y = runtime.reshape(product, [n, height / stride, width / stride, w.shape[3] ?? 0]);
  runtime.free([rows, product]);
  return y;
}

/** Its input gradient: a product with the transposed filter, and 0 at the pixels that the stride passed over. */
export function pointwiseInputGrad(
  runtime: NativeRuntime,
  inputShape: readonly number[],
  w: Handle,
  dy: Handle,
  stride: number,
): NativeHandle {
  const product = timesKernel(runtime, dy, w, true);
  if (stride === 1) return product;
  const dx = spread(runtime, product, inputShape);
  runtime.free([product]);
  return dx;
}

/** Its filter gradient: the pixels in use, transposed, times the output's gradient. @returns [1, 1, I, O]. */
export function pointwiseFilterGrad(
  runtime: NativeRuntime,
  x: Handle,
  filterShape: readonly number[],
  dy: Handle,
  stride: number,
): NativeHandle {
  const rows = rowsInUse(runtime, x, stride);
  const gradients = rowsInUse(runtime, dy, 1);
  const product = matMul(runtime, rows, gradients, { transposeA: true });
  const dw = runtime.reshape(product, filterShape);
  runtime.free([rows, gradients, product]);
  return dw;
}

/** The pixels that a stride of 1 or 2 looks at, [N, H, W, C] -> [M, C]. Every second row and column is one box of the same memory seen as [N·H/2, 2, W/2, 2·C]:
 * cut out as such it costs a tenth of what StridedSlice takes. */
function rowsInUse(runtime: NativeRuntime, x: Handle, stride: number): NativeHandle {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  if (stride === 1) return matrixOf(runtime, x);
  const [rows, columns] = [(n * height) / 2, width / 2];
  const seen = runtime.reshape(x, [rows, 2, columns, 2 * channels]);
  const attributes = [runtime.type('T', x.dtype), runtime.type('Index', 'int32')];
  const used = runtime.one('Slice', attributes, [seen, runtime.ints([0, 0, 0, 0]), runtime.ints([rows, 1, columns, channels])]);
  const result = runtime.reshape(used, [rows * columns, channels]);
  runtime.free([seen, used]);
  return result;
}

/** Back from a stride of 2: the pixels that it looks at, and 0 between them. */
function spread(runtime: NativeRuntime, gradients: Handle, inputShape: readonly number[]): NativeHandle {
  const [n = 0, height = 0, width = 0, channels = 0] = inputShape;
  const used = runtime.reshape(gradients, [(n * height) / 2, 1, width / 2, channels]);
  const attributes = [runtime.type('T', gradients.dtype), runtime.type('Tpaddings', 'int32')];
  const zero = runtime.scalar(0, gradients.dtype === 'bfloat16' ? 'bfloat16' : 'float32');
  const wide = runtime.one('PadV2', attributes, [used, runtime.ints([0, 0, 0, 1, 0, 0, 0, channels], [4, 2]), zero]);
  const dx = runtime.reshape(wide, inputShape);
  runtime.free([used, wide]);
  return dx;
}
