import * as tf from '@tensorflow/tfjs-core';
import type { SymmetricWindow, Window } from '../../plans/window.js';

/**
 * Convolution and pooling, padded alike on every side or as SAME. SAME pads lopsidedly at stride 2, and the TensorFlow backend refuses explicit padding,
 * so there every other window is padded first; wasm and cpu convolve with the padding as a number, which spares a copy.
 */

/** Stands for -infinity under max; a backend may turn -infinity · 0 into NaN, this not. */
const LOWEST = -3.4028234663852886e38;

function pad(x: tf.Tensor4D, padding: number, value: number): tf.Tensor4D {
  if (padding === 0) return x;
  return tf.pad4d(
    x,
    [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ],
    value,
  );
}

function unpad(x: tf.Tensor4D, shape: readonly number[], padding: number): tf.Tensor4D {
  return padding === 0 ? x : tf.slice4d(x, [0, padding, padding, 0], shape as [number, number, number, number]);
}

function paddedShape(shape: readonly number[], padding: number): number[] {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  return [n, h + 2 * padding, w + 2 * padding, c];
}

type PadAttribute = number | 'valid' | 'same';

/** How a convolution gets its padding here: by itself, or beforehand. */
function paddingMode({ padding }: Window): { readonly beforehand: number; readonly pad: PadAttribute } {
  if (padding === 'same') return { beforehand: 0, pad: padding };
  return tf.getBackend() === 'tensorflow' ? { beforehand: padding, pad: 'valid' } : { beforehand: 0, pad: padding };
}

/** Convolution with symmetric padding. @param x [N, H, W, I] @param w [K, K, I, O] @returns [N, H', W', O]. */
export function conv2d(x: tf.Tensor4D, w: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { beforehand, pad: attribute } = paddingMode(window);
  return tf.conv2d(pad(x, beforehand, 0), w, window.stride, attribute, 'NHWC', 1, rounding(attribute));
}

/** Gradient of `conv2d` with respect to x. @returns of `inputShape`. */
export function conv2dInputGrad(inputShape: readonly number[], w: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { stride } = window;
  const { beforehand, pad: attribute } = paddingMode(window);
  const dx = tf.engine().runKernel<tf.Tensor4D>(
    'Conv2DBackpropInput',
    { dy, filter: w },
    {
      strides: [stride, stride],
      pad: attribute,
      dataFormat: 'NHWC',
      inputShape: paddedShape(inputShape, beforehand),
      dimRoundingMode: 'floor',
    },
  );
  return unpad(dx, inputShape, beforehand);
}

/** Gradient of `conv2d` with respect to w. @returns of `filterShape`. */
export function conv2dFilterGrad(x: tf.Tensor4D, filterShape: readonly number[], dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { stride } = window;
  const { beforehand, pad: attribute } = paddingMode(window);
  return tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'Conv2DBackpropFilter',
      { x: pad(x, beforehand, 0), dy },
      { strides: [stride, stride], pad: attribute, dataFormat: 'NHWC', filterShape: [...filterShape], dimRoundingMode: 'floor' },
    );
}

/** Convolution with a kernel for each channel. @param w [K, K, C, 1] @returns [N, H', W', C]. */
export function depthwiseConv2d(x: tf.Tensor4D, w: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { beforehand, pad: attribute } = paddingMode(window);
  return tf.depthwiseConv2d(pad(x, beforehand, 0), w, window.stride, attribute, 'NHWC', 1, rounding(attribute));
}

/** Gradient of `depthwiseConv2d` with respect to x. @returns of `inputShape`. */
export function depthwiseConv2dInputGrad(inputShape: readonly number[], w: tf.Tensor4D, dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { beforehand, pad: attribute } = paddingMode(window);
  const shape = paddedShape(inputShape, beforehand);
  const attributes = { ...depthwiseAttributes(window, attribute), inputShape: shape };
  const dx = tf.engine().runKernel<tf.Tensor4D>('DepthwiseConv2dNativeBackpropInput', { dy, filter: w }, attributes);
  return unpad(dx, inputShape, beforehand);
}

/** Gradient of `depthwiseConv2d` with respect to w. @returns of `filterShape`. */
export function depthwiseConv2dFilterGrad(x: tf.Tensor4D, filterShape: readonly number[], dy: tf.Tensor4D, window: Window): tf.Tensor4D {
  const { beforehand, pad: attribute } = paddingMode(window);
  const attributes = { ...depthwiseAttributes(window, attribute), filterShape: [...filterShape] };
  return tf.engine().runKernel<tf.Tensor4D>('DepthwiseConv2dNativeBackpropFilter', { x: pad(x, beforehand, 0), dy }, attributes);
}

/** tfjs wants to hear of rounding where the padding is a number, and only there. */
const rounding = (attribute: PadAttribute): 'floor' | undefined => (typeof attribute === 'number' ? 'floor' : undefined);

function depthwiseAttributes({ stride }: Window, padding: PadAttribute) {
  return { strides: [stride, stride], dilations: [1, 1], pad: padding, dimRoundingMode: 'floor' as const };
}

/** Max pooling; padding counts as the lowest number. @param x [N, H, W, C] */
export function maxPool(x: tf.Tensor4D, window: SymmetricWindow): tf.Tensor4D {
  return tf.maxPool(pad(x, window.padding, LOWEST), window.kernel, window.stride, 'valid');
}

/** Gradient of `maxPool`. @param x what was pooled @param y what came of it. @returns as x. */
export function maxPoolGrad(dy: tf.Tensor4D, x: tf.Tensor4D, y: tf.Tensor4D, window: SymmetricWindow): tf.Tensor4D {
  const { kernel, stride, padding } = window;
  const dx = tf
    .engine()
    .runKernel<tf.Tensor4D>(
      'MaxPoolGrad',
      { dy, input: pad(x, padding, LOWEST), output: y },
      { filterSize: [kernel, kernel], strides: [stride, stride], pad: 'valid' },
    );
  return unpad(dx, x.shape, padding);
}
