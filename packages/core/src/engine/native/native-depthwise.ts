import type { Handle } from '../engine.js';
import type { Window } from '../../plans/window.js';
import type { OpAttribute } from './load-binding.js';
import { kernelAttributes } from './kernel-attributes.js';
import { onPadded, paddedShape, paddingBefore, unpad, windowAttributes } from './native-convolution.js';
import { inFloat32 } from './in-float32.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** The largest kernel that the project's own operations take. */
const LARGEST_KERNEL = 11;

/** The attributes of the project's own operations (kernels/src/depthwise.cc), where those are there and take the window. */
function own(runtime: NativeRuntime, x: Handle, { kernel, stride, padding }: Window): OpAttribute[] | undefined {
  if (!runtime.kernels || kernel % 2 === 0 || kernel > LARGEST_KERNEL) return undefined;
  return kernelAttributes(runtime, x, { kernel, stride, padding: padding === 'same' ? -1 : padding });
}

/**
 * Depthwise convolution and its gradients by TensorFlow's operations; padding as in `native-convolution.ts`. All three run in bfloat16 too, except the input gradient at a
 * stride: there the bfloat16 kernel was measured at 0.3 GFLOP/s, so it is computed in float32.
 */
function attributes(runtime: NativeRuntime, x: Handle, window: Window): OpAttribute[] {
  return [...windowAttributes(runtime, x, window), runtime.integer('dilations', [1, 1, 1, 1])];
}

/** `Engine.depthwiseConv2d` by the project's own operation, or TensorFlow's, padded beforehand where it has to be. */
export function depthwiseConv2d(runtime: NativeRuntime, x: Handle, w: Handle, window: Window): NativeHandle {
  const ours = own(runtime, x, window);
  if (ours) return runtime.one('SupconDepthwise', ours, [x, w]);
  return onPadded(runtime, x, window, 0, (input) => runtime.one('DepthwiseConv2dNative', attributes(runtime, x, window), [input, w]));
}

/** `Engine.depthwiseConv2dInputGrad`; by TensorFlow's operation with a stride, bfloat16 is computed in float32 and rounded. */
export function depthwiseConv2dInputGrad(
  runtime: NativeRuntime,
  inputShape: readonly number[],
  w: Handle,
  dy: Handle,
  window: Window,
): NativeHandle {
  const ours = own(runtime, dy, window);
  if (ours) return runtime.one('SupconDepthwiseInputGrad', ours, [runtime.ints(inputShape), w, dy]);
  if (dy.dtype === 'bfloat16' && window.stride > 1)
    return inFloat32(runtime, [w, dy], (wideW, wideDy) => depthwiseConv2dInputGrad(runtime, inputShape, wideW, wideDy, window));
  const gradient = (shape: readonly number[]): NativeHandle =>
    runtime.one('DepthwiseConv2dNativeBackpropInput', attributes(runtime, dy, window), [runtime.ints(shape), w, dy]);
  const padding = paddingBefore(runtime, window);
  if (padding === 0) return gradient(inputShape);
  const padded = gradient(paddedShape(inputShape, padding));
  const dx = unpad(runtime, padded, inputShape, padding);
  runtime.free([padded]);
  return dx;
}

/**
 * `Engine.depthwiseConv2dFilterGrad`; by TensorFlow's operation over the input padded as in the forward pass. Of pictures smaller than the kernel, bfloat16 is computed in
 * float32: TensorFlow 2.21's operation answers memory it has not written there (2 x 1 pixels, 3 x 3 or 5 x 5, stride 2, `same`: wrong in 25 to 58 of 60 calls).
 * @returns float32 from our own operation.
 */
export function depthwiseConv2dFilterGrad(
  runtime: NativeRuntime,
  x: Handle,
  filterShape: readonly number[],
  dy: Handle,
  window: Window,
): NativeHandle {
  const ours = own(runtime, x, window);
  if (ours) return runtime.one('SupconDepthwiseFilterGrad', ours, [x, dy]);
  const [, height = 0, width = 0] = x.shape;
  if (dy.dtype === 'bfloat16' && Math.min(height, width) < window.kernel)
    return inFloat32(runtime, [x, dy], (wideX, wideDy) => depthwiseConv2dFilterGrad(runtime, wideX, filterShape, wideDy, window));
  return onPadded(runtime, x, window, 0, (input) =>
    runtime.one('DepthwiseConv2dNativeBackpropFilter', attributes(runtime, dy, window), [input, runtime.ints(filterShape), dy]),
  );
}
