import * as tf from '@tensorflow/tfjs-core';

/**
 * Convolution and pooling gradients for the wasm backend, composed from its fast operations (convolution and plain matMul run on XNNPACK at about
 * 18 GFLOP/s on one core). The backend has no Conv2DBackpropFilter at all, its Conv2DBackpropInput is a plain loop (2 GFLOP/s), and its
 * MaxPoolGrad looks for a maximum above 0, so windows without a positive value get no gradient (all seen in 4.22.0).
 *
 * A strided convolution is a sum of stride² plain ones: input pixel (stride·a + p, stride·b + q) belongs to phase (p, q), and each phase
 * meets only the kernel entries (stride·u + p, stride·v + q).
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

/** dW[ky, kx] = X(ky, kx)ᵀ · dY, X(ky, kx) being the [N·H'·W', I] inputs that this kernel entry meets. */
function filterGrad(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { batchSize: n, outHeight, outWidth, inChannels, outChannels, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const phases = splitPhases(padToPhases(x, info), info);
  const gradients = tf.reshape(dy, [n * outHeight * outWidth, outChannels]);
  const entries: tf.Tensor[] = [];
  for (let ky = 0; ky < filterHeight; ky++)
    for (let kx = 0; kx < filterWidth; kx++) {
      const entry = tf.tidy(() => {
        const phase = phases[(ky % strideHeight) * strideWidth + (kx % strideWidth)] as tf.Tensor4D;
        const start: [number, number, number, number] = [0, Math.floor(ky / strideHeight), Math.floor(kx / strideWidth), 0];
        const met = tf.reshape<tf.Rank.R2>(tf.slice4d(phase, start, [n, outHeight, outWidth, inChannels]), [-1, inChannels]);
        // The transposing matMul of this backend is the slow one.
        return tf.matMul(tf.transpose(met), gradients);
      });
      entries.push(entry);
    }
  return tf.reshape(tf.concat(entries, 0), [filterHeight, filterWidth, inChannels, outChannels]);
}

/** Each phase of dX is a plain convolution of dY with that phase's kernel entries, turned around and with I and O exchanged. */
function inputGrad(dy: tf.Tensor4D, filter: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { batchSize: n, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  const [height, width] = phaseSize(info);
  const rows: tf.Tensor4D[] = [];
  for (let p = 0; p < strideHeight; p++) {
    const columns: tf.Tensor4D[] = [];
    for (let q = 0; q < strideWidth; q++) {
      const u = Math.ceil((filterHeight - p) / strideHeight);
      const v = Math.ceil((filterWidth - q) / strideWidth);
      if (u <= 0 || v <= 0) {
        columns.push(tf.zeros([n, height, width, inChannels]));
        continue;
      }
      const entries = tf.stridedSlice(filter, [p, q, 0, 0], filter.shape, [strideHeight, strideWidth, 1, 1]) as tf.Tensor4D;
      const turned = tf.transpose<tf.Tensor4D>(tf.reverse4d(entries, [0, 1]), [0, 1, 3, 2]);
      const padded = tf.pad4d(dy, [
        [0, 0],
        [u - 1, height - outHeight],
        [v - 1, width - outWidth],
        [0, 0],
      ]);
      columns.push(tf.conv2d(padded, turned, 1, 'valid'));
    }
    // [N, H, W, I] phases side by side on the channel axis are the pixels of a row in order.
    rows.push(tf.reshape<tf.Rank.R4>(joined(columns, 3), [n, height, 1, width * strideWidth * inChannels]));
  }
  const whole = tf.reshape<tf.Rank.R4>(joined(rows, 2), [n, height * strideHeight, width * strideWidth, inChannels]);
  return tf.slice4d(whole, [0, top, left, 0], [n, inHeight, inWidth, inChannels]);
}

function joined(parts: tf.Tensor4D[], axis: number): tf.Tensor4D {
  return parts.length === 1 ? parts[0]! : tf.concat(parts, axis);
}

/** Rows and columns of one phase: enough for the padded input and for every window. */
function phaseSize({ inHeight, inWidth, strideHeight, strideWidth, padInfo }: ConvInfo): [number, number] {
  return [
    Math.ceil((inHeight + padInfo.top + padInfo.bottom) / strideHeight),
    Math.ceil((inWidth + padInfo.left + padInfo.right) / strideWidth),
  ];
}

function padToPhases(x: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const { inHeight, inWidth, strideHeight, strideWidth } = info;
  const { top, left } = info.padInfo;
  const [height, width] = phaseSize(info);
  const bottom = height * strideHeight - inHeight - top;
  const right = width * strideWidth - inWidth - left;
  if (top + left + bottom + right === 0) return x;
  return tf.pad4d(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

/** The stride² phases [N, H/stride, W/stride, I] of a padded input, row phase first. */
function splitPhases(padded: tf.Tensor4D, info: ConvInfo): tf.Tensor4D[] {
  const { batchSize: n, strideHeight, strideWidth, inChannels } = info;
  if (strideHeight === 1 && strideWidth === 1) return [padded];
  const [height, width] = phaseSize(info);
  const paired = tf.reshape<tf.Rank.R4>(padded, [n * height, strideHeight, width, strideWidth * inChannels]);
  return Array.from({ length: strideHeight * strideWidth }, (_, phase) => {
    const p = Math.floor(phase / strideWidth);
    const q = phase % strideWidth;
    const part = tf.slice4d(paired, [0, p, 0, q * inChannels], [n * height, 1, width, inChannels]);
    return tf.reshape<tf.Rank.R4>(part, [n, height, width, inChannels]);
  });
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
