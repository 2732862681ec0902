import * as tf from '@tensorflow/tfjs-core';

/** The two gradients of depthwise convolution for the wasm backend, which has neither (4.22.0), as plain loops. */
interface DepthwiseAttributes {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor';
}

type Shape = [number, number, number, number];

/** tfjs's `DepthwiseConv2dNativeBackpropInput` in plain loops; its wasm backend has none. */
export const depthwiseInputGradKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { dy, filter } = inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D };
  const { inputShape, ...attributes } = attrs as unknown as DepthwiseAttributes & { inputShape: Shape };
  const [from, kernel] = [dy.dataSync<'float32'>(), filter.dataSync<'float32'>()];
  const dx = new Float32Array(inputShape.reduce((a, b) => a * b, 1));
  visit(describe(inputShape, filter.shape, attributes), (output, input, entry, channels) => {
    for (let c = 0; c < channels; c++) dx[input + c]! += from[output + c]! * kernel[entry + c]!;
  });
  return tf.tensor4d(dx, inputShape);
};

/** tfjs's `DepthwiseConv2dNativeBackpropFilter` in plain loops with float64 sums; its wasm backend has none. */
export const depthwiseFilterGradKernel: tf.KernelFunc = ({ inputs, attrs }) => {
  const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
  const { filterShape, ...attributes } = attrs as unknown as DepthwiseAttributes & { filterShape: Shape };
  const [pixels, gradients] = [x.dataSync<'float32'>(), dy.dataSync<'float32'>()];
  // Sums over all images and pixels: float32 would lose digits.
  const dw = new Float64Array(filterShape.reduce((a, b) => a * b, 1));
  visit(describe(x.shape, filterShape, attributes), (output, input, entry, channels) => {
    for (let c = 0; c < channels; c++) dw[entry + c]! += gradients[output + c]! * pixels[input + c]!;
  });
  return tf.tensor4d(Float32Array.from(dw), filterShape);
};

function describe(inputShape: Shape, filterShape: Shape, { strides, pad, dimRoundingMode }: DepthwiseAttributes) {
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode, true);
}

/** Calls `meet` with the flat positions of the first channel of each output pixel, of an input pixel in its window and of the kernel entry between them. */
function visit(
  {
    batchSize,
    inHeight,
    inWidth,
    inChannels,
    outHeight,
    outWidth,
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    padInfo,
  }: tf.backend_util.Conv2DInfo,
  meet: (output: number, input: number, entry: number, channels: number) => void,
): void {
  for (let n = 0; n < batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < filterHeight; ky++)
          for (let kx = 0; kx < filterWidth; kx++) {
            const y = oy * strideHeight + ky - padInfo.top;
            const x = ox * strideWidth + kx - padInfo.left;
            if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
            const output = ((n * outHeight + oy) * outWidth + ox) * inChannels;
            meet(output, ((n * inHeight + y) * inWidth + x) * inChannels, (ky * filterWidth + kx) * inChannels, inChannels);
          }
}
