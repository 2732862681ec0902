import type { Handle } from '../engine.js';
import { isSame, type Window } from '../../plans/window.js';
import { inFloat32 } from './in-float32.js';
import type { OpAttribute } from './load-binding.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';
import { filterGradient, hasFilterGradient } from './native-filter-gradient.js';
import { isPatchwise, patchwise, patchwiseFilterGrad, patchwiseInputGrad } from './native-patches.js';
import { expands, isPointwise, pointwise, pointwiseFilterGrad, pointwiseInputGrad } from './native-pointwise.js';

/**
 * Convolution and pooling windows, padded alike on every side or as SAME, over operations that know SAME and VALID.
 *
 * TensorFlow accepts explicit paddings, but its CPU gradients then leave the oneDNN kernels: on bfloat16 a 3x3 input gradient was
 * measured at 5 GFLOP/s instead of 396. So: stride 1 with "half" padding is SAME; no padding is VALID; anything else is padded first. Only the
 * forward convolution takes the padding itself: it stays with oneDNN, and is faster so.
 * On a GPU cuDNN takes it everywhere, and a padding operation of its own would read its fill value from the host.
 */
function paddingBesideSame(window: Window): number {
  return window.padding === 'same' || isSame(window) ? 0 : window.padding;
}

/** By how much a window has to be padded by an operation of its own: 0 where TensorFlow's SAME pads alike, and on a GPU, where cuDNN pads
 * by itself. */
export function paddingBefore(runtime: NativeRuntime, window: Window): number {
  return runtime.onGpu ? 0 : paddingBesideSame(window);
}

/** @param padsItself whether the operation is given explicit paddings, where there are any. Default: on a GPU. */
export function windowAttributes(runtime: NativeRuntime, x: Handle, window: Window, padsItself = runtime.onGpu): OpAttribute[] {
  const { stride } = window;
  const padding = paddingBesideSame(window);
  const explicit = padsItself && padding > 0;
  return [
    runtime.type('T', x.dtype),
    runtime.integer('strides', [1, stride, stride, 1]),
    runtime.string('padding', explicit ? 'EXPLICIT' : isSame(window) ? 'SAME' : 'VALID'),
    runtime.integer('explicit_paddings', explicit ? [0, 0, padding, padding, padding, padding, 0, 0] : []),
    runtime.string('data_format', 'NHWC'),
  ];
}

function convolutionAttributes(runtime: NativeRuntime, x: Handle, window: Window, padsItself?: boolean): OpAttribute[] {
  const attributes = windowAttributes(runtime, x, window, padsItself);
  return [...attributes, runtime.integer('dilations', [1, 1, 1, 1]), runtime.bool('use_cudnn_on_gpu', true)];
}

function paddings(runtime: NativeRuntime, padding: number): NativeHandle {
  return runtime.ints([0, 0, padding, padding, padding, padding, 0, 0], [4, 2]);
}

function pad(runtime: NativeRuntime, x: Handle, padding: number, value: number): NativeHandle {
  const attributes = [runtime.type('T', x.dtype), runtime.type('Tpaddings', 'int32')];
  const fill = runtime.scalar(value, x.dtype === 'bfloat16' ? 'bfloat16' : 'float32');
  return runtime.one('PadV2', attributes, [x, paddings(runtime, padding), fill]);
}

/** Cuts the padding off again, after a gradient of what was padded. @param shape what is left, [N, H, W, C]. */
export function unpad(runtime: NativeRuntime, x: Handle, shape: readonly number[], padding: number): NativeHandle {
  const attributes = [runtime.type('T', x.dtype), runtime.type('Index', 'int32')];
  return runtime.one('Slice', attributes, [x, runtime.ints([0, padding, padding, 0]), runtime.ints(shape)]);
}

/** Runs `compute` on x padded with `value` where the window asks for it. */
export function onPadded<T>(runtime: NativeRuntime, x: Handle, window: Window, value: number, compute: (padded: Handle) => T): T {
  const padding = paddingBefore(runtime, window);
  if (padding === 0) return compute(x);
  const padded = pad(runtime, x, padding, value);
  const result = compute(padded);
  runtime.free([padded]);
  return result;
}

/** @param shape [N, H, W, C] @returns the shape with `padding` pixels more on each side. */
export function paddedShape(shape: readonly number[], padding: number): number[] {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  return [n, h + 2 * padding, w + 2 * padding, c];
}

/** Pictures that are smaller than a strided kernel padded as SAME: in bfloat16 oneDNN was seen to answer random values there, so it is computed in float32. */
function needsFloat32({ dtype }: Handle, inputShape: readonly number[], { kernel, stride, padding }: Window): boolean {
  const [, height = 0, width = 0] = inputShape;
  return dtype === 'bfloat16' && padding === 'same' && stride > 1 && Math.min(height, width) < kernel;
}

/** `Engine.conv2d`: as a product of matrices where the window is one pixel or the output few, otherwise oneDNN's convolution, which
 * pads by itself. */
export function conv2d(runtime: NativeRuntime, x: Handle, w: Handle, window: Window): NativeHandle {
  if (isPointwise(runtime, x.shape, window)) return pointwise(runtime, x, w, window.stride);
  if (isPatchwise(runtime, x.shape, window)) return patchwise(runtime, x, w, window);
  if (needsFloat32(x, x.shape, window)) return inFloat32(runtime, [x, w], (wideX, wideW) => conv2d(runtime, wideX, wideW, window));
  return runtime.one('Conv2D', convolutionAttributes(runtime, x, window, true), [x, w]);
}

/** `Engine.conv2dInputGrad`: the same three ways as `conv2d`. */
export function conv2dInputGrad(
  runtime: NativeRuntime,
  inputShape: readonly number[],
  w: Handle,
  dy: Handle,
  window: Window,
): NativeHandle {
  if (isPointwise(runtime, inputShape, window)) return pointwiseInputGrad(runtime, inputShape, w, dy, window.stride);
  if (isPatchwise(runtime, inputShape, window)) return patchwiseInputGrad(runtime, inputShape, w, dy, window);
  if (needsFloat32(dy, inputShape, window))
    return inFloat32(runtime, [w, dy], (wideW, wideDy) => conv2dInputGrad(runtime, inputShape, wideW, wideDy, window));
  const attributes = convolutionAttributes(runtime, dy, window);
  const padding = paddingBefore(runtime, window);
  if (padding === 0) return runtime.one('Conv2DBackpropInput', attributes, [runtime.ints(inputShape), w, dy]);
  const padded = runtime.one('Conv2DBackpropInput', attributes, [runtime.ints(paddedShape(inputShape, padding)), w, dy]);
  const dx = unpad(runtime, padded, inputShape, padding);
  runtime.free([padded]);
  return dx;
}

/** `Engine.conv2dFilterGrad`: by the project's own product over the pixels of the windows where it is faster, otherwise as `conv2d`. */
export function conv2dFilterGrad(
  runtime: NativeRuntime,
  x: Handle,
  filterShape: readonly number[],
  dy: Handle,
  window: Window,
): NativeHandle {
  if (hasFilterGradient(runtime, x, filterShape, window)) return filterGradient(runtime, x, dy, window);
  if (isPointwise(runtime, x.shape, window) && expands(filterShape)) return pointwiseFilterGrad(runtime, x, filterShape, dy, window.stride);
  if (isPatchwise(runtime, x.shape, window)) return patchwiseFilterGrad(runtime, x, filterShape, dy, window);
  if (needsFloat32(x, x.shape, window))
    return inFloat32(runtime, [x, dy], (wideX, wideDy) => conv2dFilterGrad(runtime, wideX, filterShape, wideDy, window));
  const attributes = convolutionAttributes(runtime, dy, window);
  return onPadded(runtime, x, window, 0, (input) =>
    runtime.one('Conv2DBackpropFilter', attributes, [input, runtime.ints(filterShape), dy]),
  );
}
