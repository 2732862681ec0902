import type { Handle } from '../engine.js';
import { isSymmetric, type SymmetricWindow, type Window } from '../../plans/window.js';
import { kernelAttributes } from './kernel-attributes.js';
import type { NativeHandle } from './native-handle.js';
import { matMul, matrixOf, timesKernel } from './native-matrix.js';
import type { NativeRuntime } from './native-runtime.js';

/**
 * Convolutions with few output pixels as matrix products over patches, what each window sees (the project's own operations, kernels/src/patches.cc): oneDNN's
 * convolutions are made for wide rows of pixels, its matrix product does not mind. Measured on 3x3 convolutions to 4x4 pixels and 512 channels,
 * batch 64, float32 on 2 cores of a Xeon, in ms for forward, input and filter gradient: 24, 24, 23 as convolutions and 16, 21, 17 as products at a stride of 1,
 * 25, 30, 32 and 15, 16, 17 at a stride of 2; the patches cost 1 to 2. From 8x8 pixels on convolutions are as fast.
 */
const FEW = 16;

/** Whether a convolution is computed on patches: with kernels, more than one pixel to a window, padded alike on each side, and at most `FEW` pixels to a picture of
 * the output. */
export function isPatchwise(runtime: NativeRuntime, inputShape: readonly number[], window: Window): window is SymmetricWindow {
  if (!runtime.kernels || window.kernel === 1 || !isSymmetric(window) || window.padding >= window.kernel) return false;
  const [, height = 0, width = 0] = outputShape(inputShape, window, 0);
  return height * width <= FEW;
}

/** A convolution as the product of its windows, laid out as rows, with the filter. @returns [N, H', W', O]. */
export function patchwise(runtime: NativeRuntime, x: Handle, w: Handle, window: SymmetricWindow): NativeHandle {
  const patches = patchesOf(runtime, x, window);
  const product = timesKernel(runtime, patches, w);
  const y = runtime.reshape(product, outputShape(x.shape, window, w.shape[3] ?? 0));
  runtime.free([patches, product]);
  return y;
}

/** Its input gradient: products with the filter, added up where windows overlap. @returns of `inputShape`. */
export function patchwiseInputGrad(
  runtime: NativeRuntime,
  inputShape: readonly number[],
  w: Handle,
  dy: Handle,
  window: SymmetricWindow,
): NativeHandle {
  const patches = timesKernel(runtime, dy, w, true);
  const dx = runtime.one('SupconPatchSum', kernelAttributes(runtime, dy, window), [patches, runtime.ints(inputShape)]);
  runtime.free([patches]);
  return dx;
}

/** Its filter gradient: windows as rows, transposed, times the output's gradient. @returns [K, K, I, O] float32. */
export function patchwiseFilterGrad(
  runtime: NativeRuntime,
  x: Handle,
  filterShape: readonly number[],
  dy: Handle,
  window: SymmetricWindow,
): NativeHandle {
  const patches = patchesOf(runtime, x, window);
  const gradients = matrixOf(runtime, dy);
  const product = matMul(runtime, patches, gradients, { transposeA: true });
  const dw = runtime.reshape(product, filterShape);
  runtime.free([patches, gradients, product]);
  return dw;
}

/** [N·H'·W', K·K·C] */
function patchesOf(runtime: NativeRuntime, x: Handle, window: SymmetricWindow): NativeHandle {
  return runtime.one('SupconPatches', kernelAttributes(runtime, x, window), [x]);
}

function outputShape(
  [n = 0, height = 0, width = 0]: readonly number[],
  { kernel, stride, padding }: SymmetricWindow,
  channels: number,
): number[] {
  const side = (length: number): number => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  return [n, side(height), side(width), channels];
}
