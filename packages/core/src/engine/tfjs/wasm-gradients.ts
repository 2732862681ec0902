import * as tf from '@tensorflow/tfjs-core';
import { CoreError } from '../../errors.js';
import { depthwiseFilterGradKernel, depthwiseInputGradKernel } from './wasm-depthwise.js';

/**
 * Convolution and pooling gradients for the wasm backend. It has no Conv2DBackpropFilter at all, its Conv2DBackpropInput is a plain loop
 * (2 GFLOP/s), and its MaxPoolGrad looks for a maximum above 0, so windows without a positive value get no gradient (all seen in 4.22.0).
 * Its forward convolution, though, is XNNPACK's (18 GFLOP/s on one core): both convolution gradients are written as forward convolutions.
 */

type ConvInfo = tf.backend_util.Conv2DInfo;

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
}

/** Registers the kernels, in place of the backend's own where there is one. Repeating it changes nothing. */
export function registerWasmGradients(): void {
  for (const { kernelName, kernelFunc } of [
    { kernelName: 'Conv2DBackpropInput', kernelFunc: inputGradKernel },
    { kernelName: 'Conv2DBackpropFilter', kernelFunc: filterGradKernel },
    { kernelName: 'DepthwiseConv2dNativeBackpropInput', kernelFunc: depthwiseInputGradKernel },
    { kernelName: 'DepthwiseConv2dNativeBackpropFilter', kernelFunc: depthwiseFilterGradKernel },
    { kernelName: 'MaxPoolGrad', kernelFunc: maxPoolGradKernel },
  ]) {
    const present = tf.getKernel(kernelName, 'wasm') as tf.KernelConfig | null;
    if (present?.kernelFunc === kernelFunc) continue;
    if (present) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  }
}

const inputGradKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { dy, filter } = inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
  const { inputShape, ...attributes } = attrs as unknown as ConvolutionAttributes & { inputShape: [number, number, number, number] };
  const info = describe(inputShape, filter.shape, attributes);
  return tf.tidy(() => inputGrad(dy, filter, info));
};

const filterGradKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { filterShape, ...attributes } = attrs as unknown as ConvolutionAttributes & { filterShape: [number, number, number, number] };
  const info = describe(x.shape, filterShape, attributes);
  return tf.tidy(() => filterGrad(x, dy, info));
};

const maxPoolGradKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { dy, input } = inputs as unknown as { dy: tf.Tensor4D; input: tf.Tensor4D };
  const { filterSize, strides, pad } = attrs as unknown as ConvolutionAttributes & { filterSize: number | [number, number] };
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad);
  return tf.tensor4d(maxPoolGrad(dy.dataSync<'float32'>(), input.dataSync<'float32'>(), info), input.shape);
};

function describe(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  { strides, pad }: ConvolutionAttributes,
): ConvInfo {
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad);
}

/** dW is a convolution of X with dY as its kernel, images and channels having changed places: dW[i, ky, kx, o] = Σ over n, y, x of
 * X[i, stride·y + ky, stride·x + kx, n] · dY[y, x, n, o]; the stride spreads the kernel (dilation). */
function filterGrad(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const turned = tf.conv2d(
    tf.transpose(x, [3, 1, 2, 0]),
    tf.transpose(dy, [1, 2, 0, 3]),
    1,
    explicitPadding(info),
    'NHWC',
    [strideHeight, strideWidth],
    'floor',
  );
  // Rows that no window reached may be left over at the end.
  const entries = cut(turned, [inChannels, filterHeight, filterWidth, outChannels]);
  return tf.transpose(entries, [1, 2, 0, 3]);
}

/** dX by one plain convolution of dY that computes the stride² input pixels of a cell as so many groups of channels, which are then spread
 * out (depth to space). Pixel stride·b + r meets kernel entry stride·v + r + padding of output pixel b - v. */
function inputGrad(dy: tf.Tensor4D, filter: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  if (strideHeight !== strideWidth)
    throw new CoreError('UNSUPPORTED', `wasm convolution gradient: strides differ, ${strideHeight} and ${strideWidth}`);
  const stride = strideHeight;
  const rows = reach(filterHeight, stride, info.padInfo.top, inHeight, outHeight);
  const columns = reach(filterWidth, stride, info.padInfo.left, inWidth, outWidth);
  const padded = tf.pad4d(filter, [rows.kernelPadding, columns.kernelPadding, [0, 0], [0, 0]]);
  const split = tf.reshape<tf.Rank.R6>(padded, [rows.taps, stride, columns.taps, stride, inChannels, filter.shape[3]]);
  const kernel = tf.reshape<tf.Rank.R4>(tf.transpose(tf.reverse(split, [0, 2]), [0, 2, 5, 1, 3, 4]), [
    rows.taps,
    columns.taps,
    filter.shape[3],
    stride * stride * inChannels,
  ]);
  const cells = tf.conv2d(dy, kernel, 1, [[0, 0], rows.outputPadding, columns.outputPadding, [0, 0]], 'NHWC', 1, 'floor');
  return cut(spread(cells, stride, inChannels), [batchSize, inHeight, inWidth, inChannels]);
}

/** [N, H, W, stride² · I] -> [N, H · stride, W · stride, I]. By transposing, because this backend's depthToSpace takes ten times as long. */
function spread(cells: tf.Tensor4D, stride: number, channels: number): tf.Tensor4D {
  if (stride === 1) return cells;
  const [images, height, width] = cells.shape;
  const rows = tf.reshape<tf.Rank.R4>(cells, [images * height, width, stride, stride * channels]);
  return tf.reshape(tf.transpose(rows, [0, 2, 1, 3]), [images, height * stride, width * stride, channels]);
}

/** Along one axis: which kernel entries a cell of `stride` input pixels meets, and what must be padded so that every cell meets as many. */
function reach(kernel: number, stride: number, padding: number, inputs: number, outputs: number) {
  if (padding >= kernel)
    throw new CoreError('UNSUPPORTED', `wasm convolution gradient: padding ${padding} must be below the kernel side ${kernel}`);
  const first = -Math.floor((padding + stride - 1) / stride);
  const last = Math.floor((kernel - 1 - padding) / stride);
  const taps = last - first + 1;
  const before = -stride * first - padding;
  const cells = Math.ceil(inputs / stride);
  return {
    taps,
    kernelPadding: [before, stride * taps - before - kernel] as [number, number],
    outputPadding: [last, cells - first - outputs] as [number, number],
  };
}

function explicitPadding({ padInfo: { top, bottom, left, right } }: ConvInfo): tf.backend_util.ExplicitPadding {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The leading part of x; x itself where that is all of it, because slicing is slow on this backend. */
function cut(x: tf.Tensor4D, shape: [number, number, number, number]): tf.Tensor4D {
  return x.shape.every((side, axis) => side === shape[axis]) ? x : tf.slice4d(x, [0, 0, 0, 0], shape);
}

/** Each output's gradient goes to the first maximum of its window in row order, as in TensorFlow. */
function maxPoolGrad(dy: Float32Array, x: Float32Array, info: ConvInfo): Float32Array {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  const dx = new Float32Array(x.length);
  let at = 0;
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let c = 0; c < inChannels; c++) {
          let source = -1;
          for (let y = Math.max(oy * strideHeight - top, 0); y < Math.min(oy * strideHeight - top + filterHeight, inHeight); y++)
            for (let w = Math.max(ox * strideWidth - left, 0); w < Math.min(ox * strideWidth - left + filterWidth, inWidth); w++) {
              const candidate = ((n * inHeight + y) * inWidth + w) * inChannels + c;
              if (source < 0 || x[candidate]! > x[source]!) source = candidate;
            }
          dx[source]! += dy[at++]!;
        }
  return dx;
}
