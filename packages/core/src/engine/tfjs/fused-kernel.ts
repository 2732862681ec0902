import * as tf from '@tensorflow/tfjs-core';

/** Kernels of this project that some backends have beside tfjs's own; elsewhere the same is composed from tfjs operations. */
export type FusedKernel =
  | 'SupconMoments'
  | 'SupconNormalise'
  | 'SupconBatchNormSums'
  | 'SupconBatchNormGradient'
  | 'SupconReluGrad'
  | 'SupconRelu6Grad'
  | 'SupconSumRows';

/** @returns `undefined` where the current backend has no such kernel. */
export function runFused<T extends tf.Tensor | tf.Tensor[]>(name: FusedKernel, inputs: tf.NamedTensorMap): T | undefined {
  const kernel = tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined;
  return kernel && tf.engine().runKernel<T>(name, inputs);
}
