import * as tf from '@tensorflow/tfjs-core';

/** What the shaders know of a convolution, as i32 uniforms. Sides in pixels. */
export interface Geometry extends Readonly<Record<string, number>> {
  readonly images: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** The attributes that tfjs hands to a kernel of a convolution. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dilations?: number | [number, number];
}

/** @returns `undefined` for what the shaders cannot do: dilation, other strides down than across, channels first. */
export function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): Geometry | undefined {
  const info = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attributes.strides,
    attributes.dilations ?? 1,
    attributes.pad,
    attributes.dimRoundingMode,
    false,
    tf.backend_util.convertConv2DDataFormat(attributes.dataFormat),
  );
  if (info.dataFormat !== 'channelsLast' || info.strideHeight !== info.strideWidth) return undefined;
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1) return undefined;
  return {
    images: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    stride: info.strideHeight,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/** Whether it is a matrix product of pixels and channels: 1x1, every pixel, no padding. */
export function isPointwise({
  kernelHeight,
  kernelWidth,
  stride,
  padTop,
  padLeft,
  inHeight,
  inWidth,
  outHeight,
  outWidth,
}: Geometry): boolean {
  const unpadded = padTop === 0 && padLeft === 0 && inHeight === outHeight && inWidth === outWidth;
  return kernelHeight === 1 && kernelWidth === 1 && stride === 1 && unpadded;
}
